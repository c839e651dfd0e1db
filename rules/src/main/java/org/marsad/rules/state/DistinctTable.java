package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Counts distinct values by key over a sliding window: of each key the n values seen latest, n
 * being the threshold, which is all that is needed to know exactly when it is crossed. One thread.
 */
public final class DistinctTable implements KeyedTable {
  /** The most values that may be asked for. */
  public static final int MAX = 100_000;

  private final long within;
  private final int atLeast;
  private final Trail trail;
  private final Keys<Values> keys;

  /**
   * An empty table.
   *
   * @param within the window in nanoseconds
   * @param atLeast how many distinct values cross, 1 to {@value #MAX}
   */
  public DistinctTable(long within, int atLeast, Budget budget, Trail trail) {
    Bounds.check(within, atLeast, MAX);
    this.within = within;
    this.atLeast = atLeast;
    this.trail = trail;
    this.keys = Keys.byTouch(budget, Values::new);
  }

  /** Counts the value an event has for a key; what crossed, if something did just now. */
  public @Nullable Crossing add(String key, String value, Signal signal) {
    long now = signal.time();
    keys.forget(now - within);
    trail.keep(signal);
    Values values = keys.touch(key, now);
    values.distinct.add(value, now, signal.id(), atLeast);
    keys.settle(key, values);
    boolean crossed =
        values.distinct.size() == atLeast
            && values.distinct.oldestTime() > now - within
            && !values.isSilent(now);
    if (!crossed) {
      return null;
    }
    values.crossed(now, within);
    return new Crossing(
        key,
        values.distinct.oldestTime(),
        now,
        atLeast,
        atLeast,
        values.distinct.events(trail, Crossing.SHOWN));
  }

  @Override
  public int size() {
    return keys.size();
  }

  @Override
  public long evicted() {
    return keys.evicted();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    keys.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    keys.read(in);
  }

  private static final class Values extends CrossingSlot {
    final Distinct distinct = new Distinct();

    @Override
    int bytes() {
      return HEAD + distinct.bytes();
    }

    @Override
    void write(DataOutput out) throws IOException {
      super.write(out);
      distinct.write(out);
    }

    @Override
    void read(DataInput in) throws IOException {
      super.read(in);
      distinct.read(in);
    }
  }
}
