package org.marsad.collector.format;

import java.time.Duration;

/**
 * How far the time that an event claims may lie from its reception. A claim beyond is kept as text
 * and flagged, and the time of reception counts.
 *
 * @param maxAhead in the future: clocks differ a little
 * @param maxAge in the past: a clock that was never set says 1970 or 1980
 */
public record TimeBounds(Duration maxAhead, Duration maxAge) {
  /** Some 43 years: archives that are read in again stay within. */
  private static final Duration AGE = Duration.ofDays(16_000);

  public TimeBounds {
    if (maxAhead.isNegative() || maxAge.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException(
          "max_ahead must not be negative and max_age at least 1h: " + maxAhead + ", " + maxAge);
    }
  }

  public static TimeBounds defaults() {
    return new TimeBounds(Duration.ofMinutes(2), AGE);
  }
}
