package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Counts distinct values by key over a sliding window: of each key the n values seen latest, n
 * being the threshold, which is all that is needed to know exactly when it is crossed. Values of a
 * key that holds many wait as long as nothing can be told of it, and are entered together. One
 * thread.
 */
public final class DistinctTable extends SlotTable<DistinctSlot> {
  /** The most values that may be asked for. */
  public static final int MAX = 100_000;

  private final long within;
  private final int atLeast;
  private final Trail trail;
  private TextHash hashes = TextHash.random();

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
    super(Keys.byTouch(budget, DistinctSlot::new));
  }

  /** Counts the value an event has for a key; what crossed, if something did just now. */
  public @Nullable Crossing add(String key, String value, Signal signal) {
    long now = signal.time();
    long hash = hashes.hash(value);
    keys.forget(now - within);
    DistinctSlot slot = keys.touch(key, now);
    Distinct distinct = slot.distinct;
    if (!slot.mayWait(now, atLeast)) {
      distinct.expect(hash);
      trail.keep(signal);
      return enter(key, slot, hash, signal);
    }
    trail.keep(signal);
    if (distinct.isFull()) {
      distinct.makeRoom(now - within, atLeast);
      keys.settle(slot);
    }
    distinct.append(hash, now, signal.id());
    if (distinct.isImpatient()) {
      distinct.enter(atLeast);
      keys.settle(slot);
    }
    return null;
  }

  private @Nullable Crossing enter(String key, DistinctSlot slot, long hash, Signal signal) {
    long now = signal.time();
    Distinct distinct = slot.distinct;
    distinct.enter(atLeast);
    distinct.forget(now - within);
    distinct.add(hash, now, signal.id(), atLeast);
    keys.settle(slot);
    if (distinct.size() < atLeast || slot.isSilent(now)) {
      return null;
    }
    slot.crossed(now, within);
    return new Crossing(
        key, distinct.oldestTime(), now, atLeast, atLeast, distinct.events(trail, Crossing.SHOWN));
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
}
