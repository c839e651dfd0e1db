package org.marsad.model.expr;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.marsad.model.event.Nanos;

/**
 * The spans of time of {@code bin}, for many times that lie close together: the last span is
 * remembered. One thread.
 */
public final class TimeBins {
  private static final long HOUR = 3_600_000_000_000L;
  private static final long WEEK = 7 * 24 * HOUR;
  private static final long THURSDAY = 4 * 24 * HOUR;

  private final long span;
  private final ZoneId zone;
  private long from = Long.MAX_VALUE;
  private long to = Long.MIN_VALUE;
  private long start;

  /** Spans of a length, whose days begin where they do in a zone. */
  public TimeBins(long span, ZoneId zone) {
    this.span = span;
    this.zone = zone;
  }

  /** The start of the span a time lies in. */
  public long start(long nanos) {
    if (nanos < from || nanos >= to) {
      find(nanos);
    }
    return start;
  }

  /** All times in [from, to) have the same start; it may be more that do. */
  private void find(long nanos) {
    start = TimeFunctions.binned(nanos, span, zone);
    ZoneRules rules = zone.getRules();
    Instant instant = Nanos.instant(nanos);
    long shift = 0;
    if (span % HOUR == 0) {
      shift = rules.getOffset(instant).getTotalSeconds() * 1_000_000_000L;
    }
    if (span % WEEK == 0) {
      shift += THURSDAY;
    }
    from = nanos - Math.floorMod(nanos + shift, span);
    to = from + span < from ? Long.MAX_VALUE : from + span;
    if (!rules.isFixedOffset()) {
      ZoneOffsetTransition next = rules.nextTransition(instant);
      ZoneOffsetTransition last = rules.previousTransition(instant.plusNanos(1));
      to = next == null ? to : Math.min(to, nanos(next));
      from = last == null ? from : Math.max(from, nanos(last));
    }
  }

  private static long nanos(ZoneOffsetTransition transition) {
    return Nanos.of(transition.getInstant());
  }
}
