package org.marsad.model.query;

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
import org.marsad.model.event.Nanos;

/**
 * Reads points in time as people write them: {@code now}, {@code -15m@m}, {@code -1d@d+8h}, RFC
 * 3339 with or without time and zone, seconds to nanoseconds since 1970.
 *
 * <p>Units: {@code s m h d w mon q y}, and {@code ms us ns}. Snapping ({@code @}) goes back to the
 * start of the unit in the asker's zone; {@code @w0} to {@code @w6} to Sunday to Saturday.
 */
final class TimePoint {
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

  private static long epoch(String digits) {
    if (digits.length() > 19) {
      throw new IllegalArgumentException("\"" + digits + "\" is too long for a time");
    }
    long value = Long.parseLong(digits);
    int length = digits.length();
    if (length <= 11) {
      return Nanos.of(value, 0);
    }
    return length <= 14 ? value * 1_000_000 : length <= 17 ? value * 1_000 : value;
  }

  private static long date(String text, ZoneId zone) {
    try {
      int t = text.indexOf('T');
      if (t < 0) {
        return Nanos.of(LocalDate.parse(text).atStartOfDay(zone).toInstant());
      }
      boolean hasZone = text.endsWith("Z") || text.indexOf('+', t) > 0 || text.indexOf('-', t) > 0;
      return hasZone
          ? Nanos.of(OffsetDateTime.parse(text).toInstant())
          : Nanos.of(LocalDateTime.parse(text).atZone(zone).toInstant());
    } catch (DateTimeException _) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no time; expecting e.g. 2026-01-31T08:00:00Z, -15m, @d");
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
        default -> throw bad();
      }
    }
  }

  private void step(int sign) {
    int from = next;
    while (next < text.length() && Character.isDigit(text.charAt(next))) {
      next++;
    }
    if (next - from > 9) {
      throw bad();
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
        default -> throw bad();
      };
    } catch (DateTimeException _) {
      throw bad();
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
          default -> throw bad();
        };
  }

  private DayOfWeek weekday() {
    boolean given = next < text.length() && Character.isDigit(text.charAt(next));
    int number = given ? text.charAt(next++) - '0' : 0;
    if (number > 7) {
      throw bad();
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

  private IllegalArgumentException bad() {
    return new IllegalArgumentException(
        "\"" + text + "\" is no time; expecting e.g. now, -15m, -1d@d+8h, 2026-01-31T08:00:00Z");
  }
}
