package org.marsad.collector.intake;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.marsad.model.metrics.Metrics;

/**
 * How far what can be searched may lie behind what is taken before senders who can be made to wait
 * have to: they go on when it is nearer, or after ninety times as long, or five seconds, whichever
 * is less. So they slow down to what the index takes but are never turned away, for the journal
 * keeps what waits. Thread-safe.
 */
public final class Pace {
  /** How often one who waits looks again. */
  public static final Duration LOOK = Duration.ofMillis(10);

  private static final int LONGEST = 90;
  private static final Duration LONGEST_OF_ALL = Duration.ofSeconds(5);

  private final Ingest ingest;
  private final long most;
  private final long longest;
  private final Metrics.Counter waits;

  /**
   * A pace.
   *
   * @param most how far; zero: nobody ever waits
   * @param waits counts who had to
   */
  public Pace(Ingest ingest, Duration most, Metrics.Counter waits) {
    this.ingest = ingest;
    this.most = most.toNanos();
    this.longest = Math.min(LONGEST_OF_ALL.toNanos(), most.multipliedBy(LONGEST).toNanos());
    this.waits = waits;
  }

  /** Whether somebody has to wait from now on, who is counted then. */
  public boolean begins() {
    boolean behind = most > 0 && ingest.lag() > most;
    if (behind) {
      waits.increment();
    }
    return behind;
  }

  /**
   * Whether who waits has to go on.
   *
   * @param since when it began, by {@link System#nanoTime}
   */
  public boolean lasts(long since) {
    return ingest.lag() > most && System.nanoTime() - since < longest;
  }

  /** Waits as long as it takes; for virtual threads. */
  public void await() {
    if (!begins()) {
      return;
    }
    long since = System.nanoTime();
    while (lasts(since)) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
