package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * How regularly keys come: of each the latest n events within the window. Told when there are n,
 * and again after every n more, so that what becomes regular later is seen too. One thread.
 */
public final class RhythmTable extends SlotTable<RhythmTable.Ring> {
  /** The most events that may be asked for. */
  public static final int MAX = 10_000;

  private final long within;
  private final int atLeast;
  private final Trail trail;

  /**
   * An empty table.
   *
   * @param within the window in nanoseconds
   * @param atLeast how many events make a rhythm, 3 to {@value #MAX}
   */
  public RhythmTable(long within, int atLeast, Budget budget, Trail trail) {
    Bounds.check(within, atLeast, MAX);
    if (atLeast < 3) {
      throw new IllegalArgumentException("a rhythm takes 3 events at least: " + atLeast);
    }
    this.within = within;
    this.atLeast = atLeast;
    this.trail = trail;
    super(Keys.byTouch(budget, Ring::new));
  }

  /** Takes an event of a key; its rhythm, if it is time to tell it. */
  public @Nullable Beat add(String key, Signal signal) {
    long now = signal.time();
    keys.forget(now - within);
    trail.keep(signal);
    Ring ring = keys.touch(key, now);
    ring.moments.forget(now - within);
    ring.moments.add(now, signal.id(), atLeast);
    ring.since++;
    keys.settle(ring);
    if (ring.moments.size() < atLeast || ring.since < atLeast) {
      return null;
    }
    ring.since = 0;
    return beat(key, ring.moments);
  }

  private Beat beat(String key, Moments moments) {
    int gaps = moments.size() - 1;
    double mean = (double) (moments.time(gaps) - moments.time(0)) / gaps;
    double squares = 0;
    for (int i = 0; i < gaps; i++) {
      double off = moments.time(i + 1) - moments.time(i) - mean;
      squares += off * off;
    }
    double jitter = mean == 0 ? 0 : Math.sqrt(squares / gaps) / mean;
    return new Beat(key, moments.size(), Math.round(mean), jitter, trail.find(moments));
  }

  static final class Ring extends Slot {
    final Moments moments = new Moments();
    int since;

    @Override
    int bytes() {
      return 24 + moments.bytes();
    }

    @Override
    void write(DataOutput out) throws IOException {
      out.writeInt(since);
      moments.write(out);
    }

    @Override
    void read(DataInput in) throws IOException {
      since = in.readInt();
      moments.read(in);
    }
  }
}
