package org.marsad.model.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Value;

/**
 * Takes what a store has added up, see {@link EventStore#aggregate}. What the store cannot decide
 * without the event itself it hands over as events. Called by one thread, but for the question
 * whether to stop.
 */
public interface Groups extends EventStore.ScanVisitor {
  /**
   * The group of these values, known or new.
   *
   * @param key a value for each key, in order; missing ones are null values
   * @return null if it is not kept: it is none for the asker, or there is no room, which it tells
   */
  @Nullable Group group(List<Value> key);

  /** Bytes that the store may keep for a while beside what the groups take. */
  long room();

  /** What was asked for is not whole, and why. */
  void cut(String reason);

  /** The way the answer was made is worth telling: one line. */
  default void note(String line) {}

  /** What is computed of one group. */
  interface Group {
    /**
     * Takes a value that was there a number of times.
     *
     * @param argument which of the computations it is for
     * @param value the value; for those that count events or values any
     * @return whether there is room for more
     */
    boolean add(int argument, Value value, long times);

    /** Whether hashes of texts will do from now on, since their number is estimated. */
    default boolean takesHashes(int argument) {
      return false;
    }

    /** Takes a value by its {@link org.marsad.model.aggregate.TextHash}. */
    default void addHash(int argument, long hash) {
      throw new IllegalStateException("no hashes are taken");
    }

    /**
     * Takes what an event has, with its place in the order of events: by time, then by id.
     *
     * @return whether there is room for more
     */
    default boolean addAt(int argument, Value value, long nanos, long id) {
      return add(argument, value, 1);
    }

    /** Takes whole numbers by their sum and how many they are. */
    default void addSum(int argument, long sum, long count) {
      throw new IllegalStateException("no sums are taken");
    }
  }
}
