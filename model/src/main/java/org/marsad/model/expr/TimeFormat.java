package org.marsad.model.expr;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import org.marsad.model.event.Nanos;

/** The patterns of strptime(3) and strftime(3). */
final class TimeFormat {
  private TimeFormat() {}

  /**
   * Reads a time; what it does not say is taken from {@code now}, the time of day from midnight.
   *
   * @throws java.time.DateTimeException if the text is none of the pattern
   * @throws IllegalArgumentException if the pattern is none
   */
  static long parse(String text, String pattern, ZoneId zone, Instant now) {
    if (pattern.equals("%s")) {
      double seconds = Value.of(text).number();
      if (Double.isNaN(seconds)) {
        throw new IllegalArgumentException("no seconds: " + text);
      }
      return Math.round(seconds * 1e9);
    }
    TemporalAccessor read = formatter(pattern).parse(text);
    if (read.isSupported(ChronoField.INSTANT_SECONDS)) {
      return Nanos.of(Instant.from(read));
    }
    LocalDate date = read.query(TemporalQueries.localDate());
    if (date == null) {
      LocalDate today = now.atZone(zone).toLocalDate();
      int year = read.isSupported(ChronoField.YEAR) ? read.get(ChronoField.YEAR) : today.getYear();
      int month =
          read.isSupported(ChronoField.MONTH_OF_YEAR)
              ? read.get(ChronoField.MONTH_OF_YEAR)
              : today.getMonthValue();
      int day =
          read.isSupported(ChronoField.DAY_OF_MONTH)
              ? read.get(ChronoField.DAY_OF_MONTH)
              : read.isSupported(ChronoField.MONTH_OF_YEAR) ? 1 : today.getDayOfMonth();
      date = LocalDate.of(year, month, day);
    }
    LocalTime time = read.query(TemporalQueries.localTime());
    ZoneId where = read.query(TemporalQueries.zone());
    return Nanos.of(
        date.atTime(time == null ? LocalTime.MIDNIGHT : time)
            .atZone(where == null ? zone : where)
            .toInstant());
  }

  static String format(long nanos, String pattern, ZoneId zone) {
    if (pattern.equals("%s")) {
      return Long.toString(Math.floorDiv(nanos, 1_000_000_000L));
    }
    return formatter(pattern).format(Nanos.instant(nanos).atZone(zone));
  }

  private static DateTimeFormatter formatter(String pattern) {
    var out = new DateTimeFormatterBuilder().parseCaseInsensitive().parseLenient();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c != '%' || i + 1 == pattern.length()) {
        out.appendLiteral(c);
        continue;
      }
      char code = pattern.charAt(++i);
      if (Character.isDigit(code) && i + 1 < pattern.length()) {
        out.appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, false);
        i++;
      } else {
        append(code, out);
      }
    }
    return out.toFormatter(Locale.ENGLISH);
  }

  private static void append(char code, DateTimeFormatterBuilder out) {
    switch (code) {
      case 'Y' -> out.appendValue(ChronoField.YEAR, 4);
      case 'y' -> out.appendValueReduced(ChronoField.YEAR, 2, 2, 1970);
      case 'm' -> out.appendValue(ChronoField.MONTH_OF_YEAR, 2);
      case 'd' -> out.appendValue(ChronoField.DAY_OF_MONTH, 2);
      case 'e' -> out.padNext(2).appendValue(ChronoField.DAY_OF_MONTH);
      case 'j' -> out.appendValue(ChronoField.DAY_OF_YEAR, 3);
      case 'H' -> out.appendValue(ChronoField.HOUR_OF_DAY, 2);
      case 'I' -> out.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM, 2);
      case 'M' -> out.appendValue(ChronoField.MINUTE_OF_HOUR, 2);
      case 'S' -> out.appendValue(ChronoField.SECOND_OF_MINUTE, 2);
      case 'N', 'f' -> out.appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, false);
      case 'p' -> out.appendPattern("a");
      case 'b', 'h' -> out.appendPattern("MMM");
      case 'B' -> out.appendPattern("MMMM");
      case 'a' -> out.appendPattern("EEE");
      case 'A' -> out.appendPattern("EEEE");
      case 'z' -> out.appendPattern("[XXX][XX][X]");
      case 'Z' -> out.appendPattern("zzz");
      case 'F' -> out.append(DateTimeFormatter.ISO_LOCAL_DATE);
      case 'T' -> out.appendPattern("HH:mm:ss");
      case 'D' -> out.appendPattern("MM/dd/yy");
      case 'R' -> out.appendPattern("HH:mm");
      case 'n' -> out.appendLiteral('\n');
      case 't' -> out.appendLiteral('\t');
      case '%' -> out.appendLiteral('%');
      default -> throw new IllegalArgumentException("unknown %" + code);
    }
  }
}
