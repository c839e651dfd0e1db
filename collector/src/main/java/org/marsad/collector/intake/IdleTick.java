package org.marsad.collector.intake;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.store.EventLog;

/**
 * Writes one tick into the log when nothing was added for a while: what waits for events that may
 * still come, waits no longer. Because it is in the log, a replay decides the same.
 *
 * <p>Looks at the log itself, so it does not matter who adds. What is still on its way is no pause.
 * Belongs to the thread of the scheduler. A tick that the log refuses is tried again.
 */
public final class IdleTick {
  private static final Origin ORIGIN = Origin.of("clock", Transport.INTERNAL, "");

  private final EventLog log;
  private final InstantSource clock;
  private final long idleMillis;
  private final BooleanSupplier busy;
  private long end;
  private long quietSince;

  // What the last life of this process left waiting is released once, too.
  private volatile boolean due = true;

  /**
   * A tick after so much time without an event more.
   *
   * @param busy whether something is on its way to the log
   */
  public IdleTick(EventLog log, InstantSource clock, Duration idle, BooleanSupplier busy) {
    this.log = log;
    this.clock = clock;
    this.idleMillis = idle.toMillis();
    this.busy = busy;
    this.end = log.end();
    this.quietSince = clock.millis();
  }

  /** Looks from time to time, until the scheduler is shut down. */
  public void start(ScheduledExecutorService scheduler) {
    long every = Math.max(5, idleMillis / 10);
    scheduler.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
  }

  void look() {
    long now = clock.millis();
    long newEnd = log.end();
    if (newEnd != end || busy.getAsBoolean() || now < quietSince) {
      if (newEnd != end) {
        due = true;
      }
      end = newEnd;
      quietSince = now;
    } else if (due && now - quietSince >= idleMillis) {
      due = false;
      log.append(RawBatch.tick(ORIGIN, Nanos.of(clock.instant())))
          .whenComplete((_, why) -> refused(why));
    }
  }

  private void refused(@Nullable Throwable why) {
    if (why != null) {
      due = true;
    }
  }
}
