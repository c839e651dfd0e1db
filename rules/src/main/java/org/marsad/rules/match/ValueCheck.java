package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import org.marsad.model.event.Nanos;
import org.marsad.model.query.Fold;
import org.marsad.rules.sigma.Check;

/** Whether one value passes a check by itself. Thread-safe. */
@FunctionalInterface
interface ValueCheck {
  /** Of {@code 2026-03-18}. */
  int DAY_LENGTH = 10;

  /** The value is [from, to). */
  boolean holds(byte[] bytes, int from, int to);

  /** For a check that looks at values one at a time; the others never hold here. */
  static ValueCheck of(Check check) {
    return switch (check) {
      case Check.Text text -> text(text);
      case Check.Numeral number -> (b, from, to) -> Numeric.parse(b, from, to) == number.value();
      case Check.Compare compare -> compare(compare);
      case Check.Regex regex ->
          regex.backtracks() ? new BacktrackingCheck(regex) : new RegexCheck(regex.text());
      case Check.Cidr(var network) -> new NetworkCheck(network);
      case Check.Null _, Check.Exists _, Check.Reference _ -> (_, _, _) -> false;
    };
  }

  private static ValueCheck text(Check.Text text) {
    Glob glob = Glob.of(text.pattern(), text.cased());
    if (text.cased()) {
      return glob::matches;
    }
    return (b, from, to) -> {
      byte[] folded = Fold.bytes(b, from, to);
      return glob.matches(folded, 0, folded.length);
    };
  }

  private static ValueCheck compare(Check.Compare compare) {
    if (compare.part() == Check.DatePart.NONE) {
      return (b, from, to) -> {
        double value = Numeric.parse(b, from, to);
        return !Double.isNaN(value) && compare.comparison().holds(value, compare.bound());
      };
    }
    return (b, from, to) -> {
      int value = part(string(b, from, to), compare.part());
      return value >= 0 && compare.comparison().holds(value, compare.bound());
    };
  }

  /**
   * A part of the date as it is written, without moving it to another zone; -1 if it is none, or a
   * date without a time that has no such part.
   */
  private static int part(String text, Check.DatePart part) {
    boolean isDay = text.length() == DAY_LENGTH;
    if (isDay && (part == Check.DatePart.MINUTE || part == Check.DatePart.HOUR)) {
      return -1;
    }
    String whole = isDay ? text + "T00:00:00Z" : text.replaceFirst(" ", "T");
    OffsetDateTime time;
    try {
      time = OffsetDateTime.parse(whole);
    } catch (DateTimeException _) {
      try {
        time = Nanos.instant(Nanos.parse(whole + "Z")).atOffset(ZoneOffset.UTC);
      } catch (IllegalArgumentException | DateTimeException _) {
        return -1;
      }
    }
    return switch (part) {
      case NONE -> -1;
      case MINUTE -> time.getMinute();
      case HOUR -> time.getHour();
      case DAY -> time.getDayOfMonth();
      case WEEK -> time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case MONTH -> time.getMonthValue();
      case YEAR -> time.get(ChronoField.YEAR);
    };
  }

  private static String string(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
