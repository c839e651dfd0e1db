package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Windows that are judged when they close, for what can only be known then: that there were few,
 * exactly so many, or none of a kind. The window of a key opens with its first event and closes one
 * span later, when the watermark has passed; the next event opens the next one. One thread.
 */
public final class WindowTable extends SlotTable<WindowTable.Window> {
  private final long within;
  private final Verdict verdict;
  private final Trail trail;
  private TextHash hashes = TextHash.random();

  /**
   * An empty table.
   *
   * @param within the window in nanoseconds
   */
  public WindowTable(long within, Verdict verdict, Budget budget, Trail trail) {
    Bounds.check(within, 1, 1);
    this.within = within;
    this.verdict = verdict;
    this.trail = trail;
    super(Keys.byBegin(budget, () -> new Window(verdict)));
  }

  /**
   * Takes an event of a key. Tell {@link #close} of the time before.
   *
   * @param value its value where distinct ones are counted
   * @param number its number where numbers are measured
   * @param kinds its kinds where they are, a bit each
   */
  public void add(String key, String value, double number, long kinds, Signal signal) {
    trail.keep(signal);
    Window window = keys.touch(key, signal.time());
    if (window.count == 0) {
      window.firstId = signal.id();
    }
    window.count++;
    window.kinds |= kinds;
    window.latest.add(signal.time(), signal.id(), Crossing.SHOWN);
    Distinct distinct = window.distinct;
    if (distinct != null && verdict instanceof Verdict.OfDistinct each) {
      distinct.add(hashes.hash(value), signal.time(), signal.id(), each.most());
    }
    if (window.numbers != null && Double.isFinite(number)) {
      window.numbers.add(number, signal.time(), signal.id(), ValueTable.MAX);
    }
    keys.settle(window);
  }

  /** When the next window closes; {@link Long#MAX_VALUE} without any. */
  public long next() {
    long oldest = keys.oldest();
    return oldest == Long.MAX_VALUE ? oldest : oldest + within;
  }

  /** Closes the window that is next if its time has come, and tells it if its verdict holds. */
  public void close(long watermark, Consumer<Crossing> holds) {
    if (watermark > Long.MIN_VALUE + within) {
      keys.next(
          watermark - within,
          (key, window) -> {
            Crossing crossing = judge(key, window);
            if (crossing != null) {
              holds.accept(crossing);
            }
          });
    }
  }

  private @Nullable Crossing judge(String key, Window window) {
    double value =
        switch (verdict) {
          case Verdict.OfCount(var holds) when holds.test((double) window.count) ->
              (double) window.count;
          case Verdict.OfDistinct(_, var holds)
              when window.distinct != null && holds.test(window.distinct.size()) ->
              window.distinct.size();
          case Verdict.OfMeasure(var measure, var holds)
              when window.numbers != null
                  && window.numbers.size() > 0
                  && holds.test(window.numbers.measure(measure)) ->
              window.numbers.measure(measure);
          case Verdict.OfKinds(var holds) when holds.test(window.kinds) ->
              Long.bitCount(window.kinds);
          default -> Double.NaN;
        };
    if (Double.isNaN(value)) {
      return null;
    }
    List<Signal> evidence = new ArrayList<>(trail.find(window.latest));
    if (evidence.getFirst().id() != window.firstId) {
      evidence.set(0, trail.find(window.firstId, window.time));
    }
    long last = window.latest.time(window.latest.size() - 1);
    return new Crossing(key, window.time, last, window.count, value, evidence);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    hashes.write(out);
    super.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    hashes = TextHash.read(in);
    super.read(in);
  }

  static final class Window extends Slot {
    final Moments latest = new Moments();
    final @Nullable Distinct distinct;
    final @Nullable Numbers numbers;
    long firstId;
    long count;
    long kinds;

    Window(Verdict verdict) {
      distinct = verdict instanceof Verdict.OfDistinct ? new Distinct() : null;
      numbers =
          verdict instanceof Verdict.OfMeasure each
              ? new Numbers(each.measure() instanceof Measure.Percentile)
              : null;
    }

    @Override
    int bytes() {
      return 56
          + latest.bytes()
          + (distinct == null ? 0 : distinct.bytes())
          + (numbers == null ? 0 : numbers.bytes());
    }

    @Override
    void write(DataOutput out) throws IOException {
      out.writeLong(firstId);
      out.writeLong(count);
      out.writeLong(kinds);
      latest.write(out);
      if (distinct != null) {
        distinct.write(out);
      }
      if (numbers != null) {
        numbers.write(out);
      }
    }

    @Override
    void read(DataInput in) throws IOException {
      firstId = in.readLong();
      count = in.readLong();
      kinds = in.readLong();
      latest.read(in);
      if (distinct != null) {
        distinct.read(in);
      }
      if (numbers != null) {
        numbers.read(in);
      }
    }
  }
}
