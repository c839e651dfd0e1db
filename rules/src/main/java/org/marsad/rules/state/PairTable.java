package org.marsad.rules.state;

import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Of each key its latest event, whole, to be told with the next one if that comes within the
 * window. Every pair is told: what matters about it is for its reader to say. One thread.
 */
public final class PairTable extends SlotTable<Last> {
  private final long within;

  /**
   * An empty table.
   *
   * @param within how far apart the two may be, in nanoseconds
   */
  public PairTable(long within, Budget budget) {
    Bounds.check(within, 1, 1);
    this.within = within;
    super(Keys.byTouch(budget, Last::new));
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
}
