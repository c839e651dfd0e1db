package org.marsad.rules.state;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Known keys that do not come any more. The watermark decides, never a clock on the wall and never
 * early: a key is silent when the watermark has passed its latest event by the whole span. It is
 * told once, and known anew when it comes again. One thread.
 */
public final class SilenceTable extends SlotTable<Last> {
  private final long after;

  /**
   * An empty table.
   *
   * @param after how long a key must not have come, in nanoseconds
   */
  public SilenceTable(long after, Budget budget) {
    Bounds.check(after, 1, 1);
    this.after = after;
    super(Keys.byTouch(budget, Last::new));
  }

  /** A key came. Tell {@link #advance} of the time before. */
  public void seen(String key, Signal signal) {
    Last last = keys.touch(key, signal.time());
    last.signal = signal;
    keys.settle(last);
  }

  /** The watermark has passed a time: tells who is silent, in the order of their last events. */
  public void advance(long watermark, Consumer<Silent> silent) {
    boolean more = watermark > Long.MIN_VALUE + after;
    while (more) {
      more =
          keys.next(
              watermark - after,
              (key, last) -> {
                @Nullable Signal signal = last.signal;
                if (signal != null) {
                  silent.accept(new Silent(key, signal.time() + after, signal));
                }
              });
    }
  }

  /** When the next key will be silent, if it does not come; {@link Long#MAX_VALUE} without any. */
  public long next() {
    long oldest = keys.oldest();
    return oldest == Long.MAX_VALUE ? oldest : oldest + after;
  }
}
