package org.marsad.model.query;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;

/**
 * Reads points in time as people write them: {@code now}, {@code -15m@m}, {@code -1d@d+8h}, RFC
 * 3339 with or without time and zone, seconds to nanoseconds since 1970.
 *
 * <p>Units: {@code s m h d w mon q y}, and {@code ms us ns}. Snapping ({@code @}) goes back to the
 * start of the unit in the asker's zone; {@code @w0} to {@code @w6} to Sunday to Saturday.
 */
final class TimePoint {
  /** What one may write. */
  static final List<String> EXAMPLES =
      List.of("now", "-15m", "-1d@d+8h", "@w1", "2026-01-31", "2026-01-31T08:00:00Z");

  private final String text;
  private ZonedDateTime at;
  private int next;

  private TimePoint(String text, ZonedDateTime at) {
    this.text = text;
    this.at = at;
  }

  /**
   * The point in nanoseconds since 1970.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static long parse(String text, Instant now, ZoneId zone) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a point in time is missing");
    }
    char first = text.charAt(0);
    if (first >= '0' && first <= '9') {
      return text.chars().allMatch(c -> c >= '0' && c <= '9') ? epoch(text) : date(text, zone);
    }
    var point = new TimePoint(text, now.atZone(zone));
    point.relative();
    return Nanos.of(point.at.toInstant());
  }

  /** The unit is told by the number of digits: there have been 10 of seconds since 2001. */
  private static long epoch(String digits) {
    if (digits.length() > 19) {
      throw new IllegalArgumentException("\"" + digits + "\" is too long for a time");
    }
    int length = digits.length();
    long unit = length <= 11 ? 1 : length <= 14 ? 1_000 : length <= 17 ? 1_000_000 : 1_000_000_000;
    BigInteger nanos = new BigInteger(digits).multiply(BigInteger.valueOf(1_000_000_000 / unit));
    return nanos.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  private static long date(String text, ZoneId zone) {
    try {
      int t = Math.max(text.indexOf('T'), text.indexOf(' '));
      if (t < 0) {
        return Nanos.of(LocalDate.parse(text).atStartOfDay(zone).toInstant());
      }
      String iso = text.substring(0, t) + 'T' + text.substring(t + 1);
      boolean hasZone = iso.endsWith("Z") || iso.indexOf('+', t) > 0 || iso.indexOf('-', t) > 0;
      return hasZone
          ? Nanos.of(OffsetDateTime.parse(iso).toInstant())
          : Nanos.of(LocalDateTime.parse(iso).atZone(zone).toInstant());
    } catch (DateTimeException _) {
      throw bad(text);
    }
  }

  /** Where the day that the text names ends, as RFC 3339; null if it names none. */
  static @Nullable String endOfDay(String text, ZoneId zone) {
    try {
      Instant end = LocalDate.parse(text).plusDays(1).atStartOfDay(zone).toInstant();
      return Nanos.format(Nanos.of(end));
    } catch (DateTimeException _) {
      return null;
    }
  }

  private void relative() {
    if (text.startsWith("now")) {
      next = 3;
    }
    while (next < text.length()) {
      char c = text.charAt(next++);
      switch (c) {
        case '+', '-' -> step(c == '-' ? -1 : 1);
        case '@' -> snap();
        default -> throw bad(text);
      }
    }
  }

  private void step(int sign) {
    int from = next;
    while (next < text.length() && Character.isDigit(text.charAt(next))) {
      next++;
    }
    if (next - from > 9) {
      throw bad(text);
    }
    long count = from == next ? 1 : Long.parseLong(text.substring(from, next));
    at = plus(sign * count, unit());
  }

  private ZonedDateTime plus(long count, String unit) {
    try {
      return switch (unit) {
        case "ns" -> at.plusNanos(count);
        case "us" -> at.plus(count, ChronoUnit.MICROS);
        case "ms" -> at.plus(count, ChronoUnit.MILLIS);
        case "s" -> at.plusSeconds(count);
        case "m" -> at.plusMinutes(count);
        case "h" -> at.plusHours(count);
        case "d" -> at.plusDays(count);
        case "w" -> at.plusWeeks(count);
        case "mon" -> at.plusMonths(count);
        case "q" -> at.plusMonths(3 * count);
        case "y" -> at.plusYears(count);
        default -> throw bad(text);
      };
    } catch (DateTimeException _) {
      throw bad(text);
    }
  }

  private void snap() {
    String unit = unit();
    ZonedDateTime day = at.truncatedTo(ChronoUnit.DAYS);
    at =
        switch (unit) {
          case "s" -> at.truncatedTo(ChronoUnit.SECONDS);
          case "m" -> at.truncatedTo(ChronoUnit.MINUTES);
          case "h" -> at.truncatedTo(ChronoUnit.HOURS);
          case "d" -> day;
          case "w" -> day.with(TemporalAdjusters.previousOrSame(weekday()));
          case "mon" -> day.withDayOfMonth(1);
          case "q" -> day.withMonth((day.getMonthValue() - 1) / 3 * 3 + 1).withDayOfMonth(1);
          case "y" -> day.withDayOfYear(1);
          default -> throw bad(text);
        };
  }

  private DayOfWeek weekday() {
    boolean given = next < text.length() && Character.isDigit(text.charAt(next));
    int number = given ? text.charAt(next++) - '0' : 0;
    if (number > 7) {
      throw bad(text);
    }
    return number % 7 == 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(number);
  }

  private String unit() {
    int from = next;
    while (next < text.length() && Character.isLetter(text.charAt(next))) {
      next++;
    }
    return text.substring(from, next);
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no point in time; expecting such as " + String.join(", ", EXAMPLES));
  }
}
