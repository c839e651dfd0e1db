package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Adds up, or takes the mean or a percentile of, numbers by key over a sliding window, and tells
 * when that crosses. Of a key the latest {@value #MAX} numbers are kept; that earlier ones had to
 * go is counted. One thread.
 */
public final class ValueTable extends SlotTable<ValueTable.Values> {
  /** Numbers of one key that are kept at most. */
  public static final int MAX = 65_536;

  private final long within;
  private final Measure measure;
  private final DoublePredicate crosses;
  private final Trail trail;
  private long overflown;

  /**
   * An empty table.
   *
   * @param within the window in nanoseconds
   * @param measure what is made of the numbers
   * @param crosses whether that is over the threshold
   */
  public ValueTable(
      long within, Measure measure, DoublePredicate crosses, Budget budget, Trail trail) {
    Bounds.check(within, 1, 1);
    this.within = within;
    this.measure = measure;
    this.crosses = crosses;
    this.trail = trail;
    boolean isSorted = measure instanceof Measure.Percentile;
    super(Keys.byTouch(budget, () -> new Values(isSorted)));
  }

  /** Takes the number an event has for a key; what crossed, if something did just now. */
  public @Nullable Crossing add(String key, double number, Signal signal) {
    long now = signal.time();
    keys.forget(now - within);
    if (!Double.isFinite(number)) {
      return null;
    }
    trail.keep(signal);
    Values values = keys.touch(key, now);
    values.numbers.forget(now - within);
    overflown += values.numbers.add(number, now, signal.id(), MAX) ? 1 : 0;
    keys.settle(values);
    double value = values.numbers.measure(measure);
    if (values.isSilent(now) || !crosses.test(value)) {
      return null;
    }
    values.crossed(now, within);
    Moments moments = values.numbers.moments();
    return new Crossing(key, moments.time(0), now, moments.size(), value, trail.find(moments));
  }

  /** Numbers that had to go while they were in the window. */
  public long overflown() {
    return overflown;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(overflown);
    super.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    overflown = in.readLong();
    super.read(in);
  }

  static final class Values extends CrossingSlot {
    final Numbers numbers;

    Values(boolean isSorted) {
      numbers = new Numbers(isSorted);
    }

    @Override
    int bytes() {
      return HEAD + numbers.bytes();
    }

    @Override
    void write(DataOutput out) throws IOException {
      super.write(out);
      numbers.write(out);
    }

    @Override
    void read(DataInput in) throws IOException {
      super.read(in);
      numbers.read(in);
    }
  }
}
