package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Of each key its latest event, whole, to be told with the next one if that comes within the
 * window. Every pair is told: what matters about it is for its reader to say. One thread.
 */
public final class PairTable implements KeyedTable {
  private final long within;
  private final Keys<Last> keys;

  /**
   * An empty table.
   *
   * @param within how far apart the two may be, in nanoseconds
   */
  public PairTable(long within, Budget budget) {
    Bounds.check(within, 1, 1);
    this.within = within;
    this.keys = Keys.byTouch(budget, Last::new);
  }

  /** Takes an event of a key; it and the one before it, if there is one in the window. */
  public @Nullable SignalPair add(String key, Signal signal) {
    keys.forget(signal.time() - within);
    Last last = keys.touch(key, signal.time());
    Signal previous = last.signal;
    last.signal = signal;
    keys.settle(last);
    return previous == null ? null : new SignalPair(key, previous, signal);
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
}
