package org.marsad.model.aggregate;

import org.marsad.model.expr.Value;

/** Computes one aggregation over the rows of one group. One thread. */
public interface Accumulator {
  /**
   * Takes the next row's value, which may be missing.
   *
   * @param value what the argument yields; for countif whether the condition holds
   * @param nanos the row's time in nanoseconds since 1970, {@link Long#MIN_VALUE} if it has none
   */
  void add(Value value, long nanos);

  /** Takes the value of a row that is an event of this id. */
  default void addAt(Value value, long nanos, long id) {
    add(value, nanos);
  }

  /** Takes a value that rows had a number of times, for those whose time does not matter. */
  default void addTimes(Value value, long times) {
    for (long i = 0; i < times; i++) {
      add(value, Long.MIN_VALUE);
    }
  }

  /** Whether hashes of texts will do, since their number is estimated. */
  default boolean takesHashes() {
    return false;
  }

  /** Takes a value by the {@link TextHash} of its text. */
  default void addHash(long hash) {
    throw new IllegalStateException("hashes do not tell values");
  }

  /** Takes whole numbers by their sum and how many they are. */
  default void addSum(long sum, long numbers) {
    throw new IllegalStateException("a sum does not tell numbers");
  }

  /** The result so far. */
  Value result();

  /** How far the result may be off, as a share of it; 0 if it is exact. */
  default double error() {
    return 0;
  }

  /** Whether values were left out because there were too many to keep. */
  default boolean isCut() {
    return false;
  }

  /** Bytes it has come to take since it was asked last, roughly. */
  default long grown() {
    return 0;
  }
}
