package org.marsad.index.segment;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Searches go first: whoever waits for an answer is not to share the cores with what can wait. Work
 * that writes asks {@link Lane#giveWay} every millisecond or so and stands still while a search
 * runs, but never for more than a part of the time, so that events come in however much is asked.
 *
 * <p>Thread-safe; a lane belongs to one thread at a time.
 */
public final class RightOfWay {
  /** How long work stands still for searches before it goes on beside them. */
  private static final long STILL = TimeUnit.MILLISECONDS.toNanos(20);

  /** How long it then goes on. */
  private static final long GOES_ON = TimeUnit.MILLISECONDS.toNanos(10);

  private final AtomicInteger searches = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder waited = new LongAdder();

  /** A search begins. Each is followed by {@link #end}. */
  public void begin() {
    searches.incrementAndGet();
  }

  /** A search has ended. */
  public void end() {
    if (searches.decrementAndGet() == 0 && waiting.get() > 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** How long work has stood still, in nanoseconds, that of all lanes together. */
  public long waited() {
    return waited.sum();
  }

  /** For a thread that writes. */
  public Lane lane() {
    return new Lane();
  }

  private synchronized void await(long until) throws InterruptedException {
    waiting.incrementAndGet();
    try {
      for (long left = until - System.nanoTime();
          searches.get() > 0 && left > 0;
          left = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** One thread's work. */
  public final class Lane {
    private long goesOnUntil;
    private boolean goesOn;

    private Lane() {}

    /** Stands still while searches run, for a while at most. */
    public void giveWay() {
      if (searches.get() == 0) {
        return;
      }
      long now = System.nanoTime();
      if (goesOn && goesOnUntil - now > 0) {
        return;
      }
      try {
        await(now + STILL);
      } catch (InterruptedException _) {
        // Whoever interrupts wants it to end, not to wait.
        Thread.currentThread().interrupt();
      }
      long after = System.nanoTime();
      waited.add(after - now);
      goesOn = true;
      goesOnUntil = after + (searches.get() > 0 ? GOES_ON : 0);
    }
  }
}
