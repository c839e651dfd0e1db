package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Counts distinct values by key over a sliding window: of each key the n values seen latest, n
 * being the threshold, which is all that is needed to know exactly when it is crossed. Values of
 * keys that hold many and cannot cross yet are entered together with others. One thread.
 */
public final class DistinctTable implements KeyedTable {
  /** The most values that may be asked for. */
  public static final int MAX = 100_000;

  private final long within;
  private final int atLeast;
  private final Trail trail;
  private final WaitingValues queue = new WaitingValues();
  private final Keys<DistinctSlot> keys;
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
    this.keys = Keys.byTouch(budget, () -> new DistinctSlot(queue));
  }

  /** Counts the value an event has for a key; what crossed, if something did just now. */
  public @Nullable Crossing add(String key, String value, Signal signal) {
    long now = signal.time();
    long hash = hashes.hash(value);
    keys.forget(now - within);
    trail.keep(signal);
    DistinctSlot slot = keys.touch(key, now);
    if (slot.mayWait(now, atLeast)) {
      queue.add(slot, hash, now, signal.id());
      if (queue.isFull()) {
        queue.enter(keys, atLeast);
      }
      return null;
    }
    if (slot.waiting > 0) {
      queue.enter(keys, atLeast);
    }
    return enter(key, slot, hash, signal);
  }

  private @Nullable Crossing enter(String key, DistinctSlot slot, long hash, Signal signal) {
    long now = signal.time();
    Distinct distinct = slot.distinct;
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
  public int size() {
    return keys.size();
  }

  @Override
  public long evicted() {
    return keys.evicted();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    hashes.write(out);
    queue.writeSize(out);
    keys.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    hashes = TextHash.read(in);
    queue.readSize(in);
    keys.read(in);
  }
}
