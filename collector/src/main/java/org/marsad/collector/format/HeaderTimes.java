package org.marsad.collector.format;

import org.marsad.model.event.Nanos;

/**
 * The time stamps that devices put into syslog headers, of whatever shape: those of {@link Times},
 * and years, weekdays, slashes and points in places where only their makers expected them. One
 * thread.
 *
 * <p>{@code dd/mm} and {@code mm/dd} look alike: where both could be, the one nearer to the
 * reception is meant.
 */
final class HeaderTimes {
  private static final long DAY_SECONDS = 86_400;
  private static final long SECOND = 1_000_000_000L;

  /** Seconds since 1970 of ten digits begin in 2001. */
  private static final int EPOCH_DIGITS = 10;

  private static final int MAX_WEEK = 53;

  private final Times times;

  HeaderTimes(Times times) {
    this.times = times;
  }

  /** Reads a time; {@link Times#NONE}, and the cursor unmoved, if none is here. */
  long read(Cursor in, long received) {
    int c = in.peek();
    if (Cursor.isDigit(c)) {
      long time = in.peek(4) == '-' ? times.iso(in) : Times.NONE;
      return time == Times.NONE ? odd(in, received) : time;
    }
    if ((c | 0x20) < 'a' || (c | 0x20) > 'z') {
      return Times.NONE;
    }
    long time = times.bsd(in, received);
    return time == Times.NONE ? weekday(in, received) : time;
  }

  /**
   * {@code Mon Oct 11 22:14:15 2026}, {@code Mon, 11 Oct 2026 22:14:15 +0200}, and {@code Mon
   * 2026-10-11 22:14:15 CEST} of journalctl.
   */
  private long weekday(Cursor in, long received) {
    if (!isWeekday(in)) {
      return Times.NONE;
    }
    int from = in.at;
    in.at += 3;
    in.skip(',');
    long time = Times.NONE;
    if (Times.blanks(in)) {
      boolean digit = Cursor.isDigit(in.peek());
      time = digit && in.peek(4) == '-' ? times.iso(in) : Times.NONE;
      if (time == Times.NONE) {
        time = digit ? odd(in, received) : times.bsd(in, received);
      }
    }
    if (time == Times.NONE) {
      in.at = from;
    }
    return time;
  }

  private static boolean isWeekday(Cursor in) {
    if (in.left() < 4 || (in.peek(3) != ' ' && in.peek(3) != ',')) {
      return false;
    }
    int name = in.peek() << 16 | in.peek(1) << 8 | in.peek(2);
    return switch (name | 0x202020) {
      case 0x6d6f6e, 0x747565, 0x776564, 0x746875, 0x667269, 0x736174, 0x73756e -> true;
      default -> false;
    };
  }

  private long odd(Cursor in, long received) {
    int from = in.at;
    long time = oddOrNone(in, received);
    if (time == Times.NONE) {
      in.at = from;
    }
    return time;
  }

  private long oddOrNone(Cursor in, long received) {
    int digits = in.countDigits(EPOCH_DIGITS + 10);
    int after = in.peek(digits);
    return switch (digits) {
      case 1, 2 -> dayFirst(in, received, digits);
      case 4 -> after == '-' ? behindYear(in, received) : yearFirst(in, received);
      case 8 -> compact(in);
      default -> digits >= EPOCH_DIGITS ? epoch(in, digits) : Times.NONE;
    };
  }

  /**
   * {@code 11 Oct 2026 22:14:15}, {@code 11/Oct/2026:22:14:15}, {@code 10/11/2026:22:14:15}, {@code
   * 10/11-22:14:15} of Snort, and {@code 11-Oct 22:14} of Bacula.
   */
  private long dayFirst(Cursor in, long received, int digits) {
    int first = in.digits(digits);
    int between = in.peek();
    if ((between | 0x20) >= 'a' && (between | 0x20) <= 'z') {
      return joined(in, received, first);
    }
    if (between != ' ' && between != '/' && between != '-' && between != '.') {
      return Times.NONE;
    }
    in.at++;
    int month = Times.month(in);
    if (month > 0) {
      boolean dash = between == '-';
      boolean clock = dash && in.skip(' ');
      if (!clock && !in.skip(between)) {
        return Times.NONE;
      }
      int year = !clock && in.countDigits(5) == 4 ? in.digits(4) : 0;
      if (year > 0) {
        if (!in.skip(' ') && !in.skip(':') && !in.skip('T')) {
          return Times.NONE;
        }
        in.skip('-');
      }
      return dash && Times.isMinute(in)
          ? times.minuteOf(in, received, year, month, first)
          : times.clockOf(in, received, year, month, first);
    }
    int second = between == ' ' ? -1 : in.digits(2);
    if (second > 0 && between == '/' && in.skip('-')) {
      return times.clockOf(in, received, 0, first, second);
    }
    if (second < 0 || !in.skip(between)) {
      return Times.NONE;
    }
    int year = in.digits(4);
    if (year < 0 || !(in.skip(' ') || in.skip(':') || in.skip('-') || in.skip('T'))) {
      return Times.NONE;
    }
    if (between == '.') {
      return times.clockOf(in, received, year, second, first);
    }
    return either(in, received, year, first, second);
  }

  /** {@code 11Oct2026 22:14:15} of Check Point. */
  private long joined(Cursor in, long received, int day) {
    int month = Times.month(in);
    int year = month > 0 ? in.digits(4) : -1;
    return year > 0 && in.skip(' ') ? times.clockOf(in, received, year, month, day) : Times.NONE;
  }

  /** The time if the numbers are day and month, or month and day. */
  private long either(Cursor in, long received, int year, int first, int second) {
    int clock = in.at;
    long monthFirst = times.clockOf(in, received, year, first, second);
    int end = in.at;
    in.at = clock;
    long dayFirst = times.clockOf(in, received, year, second, first);
    boolean day =
        monthFirst == Times.NONE
            || dayFirst != Times.NONE
                && Math.abs(dayFirst - received) < Math.abs(monthFirst - received);
    if (!day) {
      in.at = end;
    }
    return day ? dayFirst : monthFirst;
  }

  /** {@code 2026 Oct 11 22:14:15}, {@code 2026/10/11 22:14:15} and {@code 2026:10:11-22:14:15}. */
  private long yearFirst(Cursor in, long received) {
    int year = in.digits(4);
    int between = in.peek();
    if (between == ' ') {
      in.skipBlanks();
      int month = Times.month(in);
      if (month == 0 || !Times.blanks(in)) {
        return Times.NONE;
      }
      int day = Times.day(in);
      return day > 0 && Times.blanks(in)
          ? times.clockOf(in, received, year, month, day)
          : Times.NONE;
    }
    if (between != '/' && between != '.' && between != ':') {
      return Times.NONE;
    }
    in.at++;
    int month = in.digits(2);
    if (month < 0 || !in.skip(between)) {
      return Times.NONE;
    }
    int day = in.digits(2);
    boolean clock = in.skip(' ') || in.skip('-') || in.skip('T') || in.skip(':');
    return clock ? times.clockOf(in, received, year, month, day) : Times.NONE;
  }

  /**
   * ISO 8601: {@code 2026-W41-7T22:14:15Z} and {@code 2026-284T22:14:15Z}; and {@code 2026-Oct-11
   * 10:14 PM (UTC-07:00)} of HP.
   */
  private long behindYear(Cursor in, long received) {
    int year = in.digits(4);
    in.at++;
    int month = Times.month(in);
    return month > 0 ? monthInLetters(in, received, year, month) : weekOrDay(in, year);
  }

  private long monthInLetters(Cursor in, long received, int year, int month) {
    int day = in.skip('-') ? in.digits(2) : -1;
    if (day < 1 || !in.skip(' ')) {
      return Times.NONE;
    }
    if (!Times.isMinute(in)) {
      return times.clockOf(in, received, year, month, day);
    }
    int hour = in.digits(2);
    in.at++;
    int minute = in.digits(2);
    if (!Times.isDate(year, month, day) || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
      return Times.NONE;
    }
    long second = Times.half(in, hour * 3_600L + minute * 60L);
    long local = Times.days(year, month, day) * DAY_SECONDS + second;
    return Nanos.of(local - zoneInBrackets(in, local), 0);
  }

  /** {@code (UTC-07:00)}, or the sender's own zone. */
  private int zoneInBrackets(Cursor in, long local) {
    int from = in.at;
    if (in.skip(' ') && in.skip('(') && in.skip('U') && in.skip('T') && in.skip('C')) {
      boolean sign = in.peek() == '+' || in.peek() == '-';
      int offset = sign ? ZoneNames.offset(in, 0) : ZoneNames.NONE;
      if (offset != ZoneNames.NONE && in.skip(')')) {
        return offset;
      }
    }
    in.at = from;
    return times.zoneBehind(in, local);
  }

  private long weekOrDay(Cursor in, int year) {
    long days;
    if (in.skip('W')) {
      int week = in.digits(2);
      in.skip('-');
      int day = in.digits(1);
      if (week < 1 || week > MAX_WEEK || day < 1 || day > 7) {
        return Times.NONE;
      }
      long fourth = Times.days(year, 1, 4);
      long monday = fourth - Math.floorMod(fourth + 3, 7);
      days = monday + (week - 1) * 7L + day - 1;
    } else {
      int day = in.digits(3);
      if (day < 1 || day > 366) {
        return Times.NONE;
      }
      days = Times.days(year, 1, 1) + day - 1;
    }
    return in.skip('T') ? clock(in, days) : Times.NONE;
  }

  private long clock(Cursor in, long days) {
    long second = Times.clock(in);
    if (second < 0) {
      return Times.NONE;
    }
    int nano = Times.fraction(in);
    long local = days * DAY_SECONDS + second;
    int offset = in.skip('Z') ? 0 : times.zoneBehind(in, local);
    return Nanos.of(local - offset, nano);
  }

  /** ISO 8601 without its signs: {@code 20261011T221415.678Z}. */
  private long compact(Cursor in) {
    int year = in.digits(4);
    int month = in.digits(2);
    int day = in.digits(2);
    if (!Times.isDate(year, month, day) || !(in.skip('T') || in.skip('-') || in.skip(' '))) {
      return Times.NONE;
    }
    long days = Times.days(year, month, day);
    if (in.peek(2) == ':') {
      return clock(in, days);
    }
    int hour = in.digits(2);
    int minute = in.digits(2);
    int second = in.digits(2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
      return Times.NONE;
    }
    int nano = Times.fraction(in);
    long local = days * DAY_SECONDS + hour * 3_600L + minute * 60L + Math.min(second, 59);
    int offset = in.skip('Z') ? 0 : times.zoneBehind(in, local);
    return Nanos.of(local - offset, nano);
  }

  /** Seconds since 1970 with a fraction or without, or milli-, micro- or nanoseconds. */
  private static long epoch(Cursor in, int digits) {
    long value = 0;
    for (int i = 0; i < digits && i < 19; i++) {
      value = value * 10 + in.peek(i) - '0';
    }
    in.at += digits;
    long time =
        switch (digits) {
          case 10 -> {
            int nano = Times.fraction(in);
            yield Nanos.of(value, nano);
          }
          case 13 -> value * (SECOND / 1_000);
          case 16 -> value * (SECOND / 1_000_000);
          case 19 -> value;
          default -> Times.NONE;
        };
    int after = in.peek();
    boolean end = after == -1 || after == ' ' || after == ':' || after == '\t' || after == ']';
    return end && time > 0 ? time : Times.NONE;
  }
}
