package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Counts events by key over a sliding window: of each key the latest n, n being the threshold,
 * which is all that is needed to know exactly when it is crossed. One thread.
 */
public final class CountTable extends SlotTable<CountTable.Ring> {
  /** The most events that may be asked for. */
  public static final int MAX = 100_000;

  private final long within;
  private final int atLeast;
  private final Trail trail;

  /**
   * An empty table.
   *
   * @param within the window in nanoseconds
   * @param atLeast how many events cross, 1 to {@value #MAX}
   */
  public CountTable(long within, int atLeast, Budget budget, Trail trail) {
    Bounds.check(within, atLeast, MAX);
    this.within = within;
    this.atLeast = atLeast;
    this.trail = trail;
    super(Keys.byTouch(budget, Ring::new));
  }

  /** Counts an event of a key; what crossed, if something did just now. */
  public @Nullable Crossing add(String key, Signal signal) {
    long now = signal.time();
    keys.forget(now - within);
    trail.keep(signal);
    Ring ring = keys.touch(key, now);
    ring.moments.add(now, signal.id(), atLeast);
    keys.settle(ring);
    boolean crossed =
        ring.moments.size() == atLeast
            && ring.moments.time(0) > now - within
            && !ring.isSilent(now);
    if (!crossed) {
      return null;
    }
    ring.crossed(now, within);
    return new Crossing(key, ring.moments.time(0), now, atLeast, atLeast, trail.find(ring.moments));
  }

  static final class Ring extends CrossingSlot {
    final Moments moments = new Moments();

    @Override
    int bytes() {
      return HEAD + moments.bytes();
    }

    @Override
    void write(DataOutput out) throws IOException {
      super.write(out);
      moments.write(out);
    }

    @Override
    void read(DataInput in) throws IOException {
      super.read(in);
      moments.read(in);
    }
  }
}
