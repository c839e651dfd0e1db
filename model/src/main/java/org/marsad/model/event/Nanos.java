package org.marsad.model.event;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Points in time as nanoseconds since 1970-01-01T00:00Z in one {@code long}, which reaches from
 * 1677-09-21 to 2262-04-11. What lies outside is clamped to the nearer end.
 */
public final class Nanos {
  private static final long PER_SECOND = 1_000_000_000L;

  /** The seconds that only some nanoseconds of fit in. */
  private static final long FIRST_SECOND = Math.floorDiv(Long.MIN_VALUE, PER_SECOND);

  private static final long LAST_SECOND = Math.floorDiv(Long.MAX_VALUE, PER_SECOND);
  private static final long FIRST_NANO = Math.floorMod(Long.MIN_VALUE, PER_SECOND);
  private static final long LAST_NANO = Math.floorMod(Long.MAX_VALUE, PER_SECOND);

  private Nanos() {}

  public static long of(Instant instant) {
    return of(instant.getEpochSecond(), instant.getNano());
  }

  /** Seconds since 1970 and nanoseconds in [0, 10^9). */
  public static long of(long second, int nano) {
    if (second > LAST_SECOND || (second == LAST_SECOND && nano > LAST_NANO)) {
      return Long.MAX_VALUE;
    }
    if (second < FIRST_SECOND || (second == FIRST_SECOND && nano < FIRST_NANO)) {
      return Long.MIN_VALUE;
    }
    // In the first second the product overflows, and the sum comes back.
    return second * PER_SECOND + nano;
  }

  /** Of a duration, clamped like a point in time. */
  public static long of(Duration duration) {
    return of(duration.getSeconds(), duration.getNano());
  }

  public static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
  }

  /** RFC 3339 in UTC with as many digits of a second as are needed. */
  public static String format(long nanos) {
    return instant(nanos).toString();
  }

  /**
   * Reads RFC 3339 with {@code Z} or an offset.
   *
   * @throws DateTimeParseException with the position, if it is none
   */
  public static long parse(String text) {
    return of(java.time.OffsetDateTime.parse(text).toInstant());
  }
}
