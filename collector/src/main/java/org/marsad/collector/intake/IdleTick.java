package org.marsad.collector.intake;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.store.EventLog;

/**
 * Writes one tick into the log when nothing was appended for a while: what waits for events that
 * may still come, waits no longer. Because it is in the log, a replay decides the same.
 * Thread-safe.
 */
public final class IdleTick {
  private static final Origin ORIGIN = Origin.of("clock", Transport.INTERNAL, "");

  private final EventLog log;
  private final InstantSource clock;
  private final long idleMillis;
  private volatile long appendedAt;
  private volatile boolean due;

  /** A tick after so much time without an append. */
  public IdleTick(EventLog log, InstantSource clock, Duration idle) {
    this.log = log;
    this.clock = clock;
    this.idleMillis = idle.toMillis();
    // What the last life of this process left waiting is released once, too.
    this.due = true;
    this.appendedAt = clock.millis();
  }

  /** Looks from time to time, until the scheduler is shut down. */
  public void start(ScheduledExecutorService scheduler) {
    long every = Math.max(10, idleMillis / 4);
    scheduler.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
  }

  /** Something was appended. */
  public void appended() {
    appendedAt = clock.millis();
    due = true;
  }

  void look() {
    long now = clock.millis();
    if (due && Math.abs(now - appendedAt) >= idleMillis) {
      due = false;
      log.append(RawBatch.tick(ORIGIN, Nanos.of(clock.instant())));
    }
  }
}
