package org.marsad.collector.intake;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.store.EventLog;

/**
 * Writes one tick into the log when nothing came in for a while: what waits for events that may
 * still come, waits no longer. Because it is in the log, a replay decides the same.
 *
 * <p>What Marsad itself adds to the log does not keep a pause from being one, or it would never
 * pause as long as somebody looks on; but it makes a tick due. What is still on its way is no
 * pause. Belongs to the thread of the scheduler. A tick that the log refuses is tried again.
 */
public final class IdleTick {
  private static final Origin ORIGIN = Origin.of("clock", Transport.INTERNAL, "");

  private final EventLog log;
  private final InstantSource clock;
  private final long idleMillis;
  private final LongSupplier taken;
  private final BooleanSupplier busy;
  private long end;
  private long takenBefore;
  private long quietSince;

  // What the last life of this process left waiting is released once, too.
  private volatile boolean due = true;

  /**
   * A tick after so much time without an event more.
   *
   * @param taken how many events came in from outside so far
   * @param busy whether something is on its way to the log, or kept waiting in front of it
   */
  public IdleTick(
      EventLog log, InstantSource clock, Duration idle, LongSupplier taken, BooleanSupplier busy) {
    this.log = log;
    this.clock = clock;
    this.idleMillis = idle.toMillis();
    this.taken = taken;
    this.busy = busy;
    this.takenBefore = taken.getAsLong();
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
    if (newEnd != end) {
      end = newEnd;
      due = true;
    }
    long newTaken = taken.getAsLong();
    if (newTaken != takenBefore || busy.getAsBoolean() || now < quietSince) {
      takenBefore = newTaken;
      quietSince = now;
    } else if (due && now - quietSince >= idleMillis) {
      due = false;
      quietSince = now;
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
