package org.marsad.collector.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.marsad.model.event.Nanos;

/**
 * Reads time stamps without making objects. Knows the zone of senders that name none, and guesses
 * the year where none is written: the one that puts the time nearest to its reception, at most a
 * day ahead of it. One thread.
 */
final class Times {
  /** No time could be read. */
  static final long NONE = Long.MIN_VALUE;

  private static final long SECOND = 1_000_000_000L;
  private static final long DAY_SECONDS = 86_400;
  private static final long HOUR_SECONDS = 3_600;
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MINUTE_LENGTH = 16;
  private static final int[] POWERS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };
  private static final int[] LENGTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  /** The sixteen bytes of {@code yyyy-mm-ddThh:mm} and the second it begins with. */
  private long minuteHead;

  private long minuteTail;
  private long minute;
  private int cachedDate;
  private long cachedDays;
  private ZoneClock zone;
  private boolean complete = true;

  /** For senders of this zone at first. */
  Times(ZoneId zone) {
    this.zone = new ZoneClock(zone);
  }

  /** The zone of the sender whose times are read next. */
  void zone(ZoneClock other) {
    zone = other;
    complete = true;
  }

  /** Whether the stamp read last named its year and its zone. */
  boolean isComplete() {
    return complete;
  }

  /**
   * RFC 3339 and its relatives: {@code 2026-01-02T03:04:05.678Z}, blank for T, comma for the point,
   * offset with or without colon, or none. {@link #NONE}, and the cursor unmoved, if it is none.
   */
  long iso(Cursor in) {
    int from = in.at;
    complete = true;
    long time = lastMinute(in);
    if (time != NONE) {
      return time;
    }
    time = isoOrNone(in);
    if (time == NONE) {
      in.at = from;
    }
    return time;
  }

  /** {@code ...:05[.678]Z} in the minute of the time read last, which most times are in. */
  private long lastMinute(Cursor in) {
    byte[] bytes = in.bytes;
    int at = in.at;
    if (in.end - at < MINUTE_LENGTH + 4
        || (long) WORDS.get(bytes, at) != minuteHead
        || (long) WORDS.get(bytes, at + Long.BYTES) != minuteTail
        || bytes[at + MINUTE_LENGTH] != ':') {
      return NONE;
    }
    at += MINUTE_LENGTH + 1;
    int tens = bytes[at] - '0';
    int ones = bytes[at + 1] - '0';
    if (tens < 0 || tens > 5 || ones < 0 || ones > 9) {
      return NONE;
    }
    at += 2;
    int nano = 0;
    if (bytes[at] == '.') {
      int from = ++at;
      int to = Math.min(in.end, from + 9);
      while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
        nano = nano * 10 + bytes[at++] - '0';
      }
      if (at == from) {
        return NONE;
      }
      nano *= POWERS[9 - (at - from)];
    }
    if (at >= in.end || bytes[at] != 'Z') {
      return NONE;
    }
    in.at = at + 1;
    return Nanos.of(minute + tens * 10L + ones, nano);
  }

  /** The minute of a time in UTC that was just read. */
  private void remember(Cursor in, int from, long local, long second) {
    minuteHead = (long) WORDS.get(in.bytes, from);
    minuteTail = (long) WORDS.get(in.bytes, from + Long.BYTES);
    minute = local - second % 60;
  }

  private long isoOrNone(Cursor in) {
    int from = in.at;
    long days = isoDays(in);
    if (days == NONE || !(in.skip('T') || in.skip('t') || in.skip(' '))) {
      return NONE;
    }
    long second = clock(in);
    if (second < 0) {
      return NONE;
    }
    int nano = fraction(in);
    long local = days * DAY_SECONDS + second;
    int blank = in.at;
    if (in.peek() == ' ' && (in.peek(1) == '+' || in.peek(1) == '-') && isOffset(in, 2)) {
      in.at++;
    }
    if (in.skip('Z') || in.skip('z')) {
      remember(in, from, local, second);
      return Nanos.of(local, nano);
    }
    int sign = in.peek() == '+' ? 1 : in.peek() == '-' ? -1 : 0;
    if (sign == 0) {
      in.at = blank;
      complete = false;
      return Nanos.of(local - zone.offset(local), nano);
    }
    in.at++;
    int hours = in.digits(2);
    in.skip(':');
    int minutes = Cursor.isDigit(in.peek()) ? in.digits(2) : 0;
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return NONE;
    }
    return Nanos.of(local - sign * (hours * HOUR_SECONDS + minutes * 60L), nano);
  }

  /** Days of {@code yyyy-mm-dd} since 1970, or {@link #NONE}. Most are those of the one before. */
  private long isoDays(Cursor in) {
    int year = in.digits(4);
    if (year < 0 || !in.skip('-')) {
      return NONE;
    }
    int month = in.digits(2);
    if (month < 0 || !in.skip('-')) {
      return NONE;
    }
    int day = in.digits(2);
    int date = (year << 4 | month) << 5 | day;
    if (date != cachedDate) {
      if (day < 0 || !isDate(year, month, day)) {
        return NONE;
      }
      cachedDate = date;
      cachedDays = days(year, month, day);
    }
    return cachedDays;
  }

  private static boolean isOffset(Cursor in, int ahead) {
    for (int i = 0; i < 4; i++) {
      int c = in.peek(ahead + i);
      if (!Cursor.isDigit(c) && !(i == 2 && c == ':')) {
        return false;
      }
    }
    return true;
  }

  /**
   * The stamp of RFC 3164 section 4.1.2, {@code Mmm dd hh:mm:ss}, and what devices make of it: one
   * digit or two for the day, a fraction, the year before or behind the clock. {@link #NONE}, and
   * the cursor unmoved, if it is none.
   *
   * @param received receive time, in nanoseconds since 1970
   */
  long bsd(Cursor in, long received) {
    int from = in.at;
    long time = bsdOrNone(in, received);
    complete = time == NONE;
    if (time == NONE) {
      in.at = from;
    }
    return time;
  }

  private long bsdOrNone(Cursor in, long received) {
    int month = month(in);
    if (month == 0 || !in.skip(' ')) {
      return NONE;
    }
    in.skipBlanks();
    int day = Cursor.isDigit(in.peek(1)) ? in.digits(2) : in.digits(1);
    if (day < 0 || !in.skip(' ')) {
      return NONE;
    }
    in.skipBlanks();
    int year = year(in);
    if (year > 0 && !in.skip(' ')) {
      return NONE;
    }
    long second = clock(in);
    if (second < 0) {
      return NONE;
    }
    int nano = fraction(in);
    if (year == 0 && in.peek() == ' ' && isYear(in, 1)) {
      in.at++;
      year = year(in);
    }
    if (year == 0) {
      return nearest(received, month, day, second, nano);
    }
    return isDate(year, month, day) ? local(year, month, day, second, nano) : NONE;
  }

  /** Whether three letters are the name of a month. */
  static boolean isMonth(byte[] bytes, int offset) {
    for (int at = 0; at < MONTHS.length(); at += 3) {
      if ((bytes[offset] | 0x20) == MONTHS.charAt(at)
          && (bytes[offset + 1] | 0x20) == MONTHS.charAt(at + 1)
          && (bytes[offset + 2] | 0x20) == MONTHS.charAt(at + 2)) {
        return true;
      }
    }
    return false;
  }

  static int month(Cursor in) {
    if (in.left() < 3) {
      return 0;
    }
    for (int month = 0; month < 12; month++) {
      boolean same = true;
      for (int i = 0; i < 3; i++) {
        same &= (in.peek(i) | 0x20) == MONTHS.charAt(month * 3 + i);
      }
      if (same) {
        in.at += 3;
        return month + 1;
      }
    }
    return 0;
  }

  private static boolean isYear(Cursor in, int ahead) {
    for (int i = 0; i < 4; i++) {
      if (!Cursor.isDigit(in.peek(ahead + i))) {
        return false;
      }
    }
    int after = in.peek(ahead + 4);
    boolean century =
        (in.peek(ahead) == '1' && in.peek(ahead + 1) == '9')
            || (in.peek(ahead) == '2' && in.peek(ahead + 1) == '0');
    return century && (after == ' ' || after == ':' || after == -1);
  }

  /** A year of four digits, or 0 if none is here. */
  private static int year(Cursor in) {
    return isYear(in, 0) ? in.digits(4) : 0;
  }

  long nearest(long received, int month, int day, long second, int nano) {
    int thisYear = Nanos.instant(received).atOffset(ZoneOffset.UTC).getYear();
    long best = NONE;
    for (int year = thisYear + 1; year >= thisYear - 8; year--) {
      if (isDate(year, month, day)) {
        long time = local(year, month, day, second, nano);
        if (time - received <= DAY_SECONDS * SECOND) {
          best = time;
          break;
        }
      }
    }
    return best;
  }

  /** Seconds of the day in {@code hh:mm:ss}, or -1. A leap second becomes the one before it. */
  static long clock(Cursor in) {
    int hour = in.digits(2);
    if (hour < 0 || hour > 23 || !in.skip(':')) {
      return -1;
    }
    int minute = in.digits(2);
    if (minute < 0 || minute > 59 || !in.skip(':')) {
      return -1;
    }
    int second = in.digits(2);
    if (second < 0 || second > 60) {
      return -1;
    }
    return hour * HOUR_SECONDS + minute * 60L + Math.min(second, 59);
  }

  /** Nanoseconds behind a point or comma; digits past the ninth are cut. */
  static int fraction(Cursor in) {
    if ((in.peek() != '.' && in.peek() != ',') || !Cursor.isDigit(in.peek(1))) {
      return 0;
    }
    in.at++;
    int nano = 0;
    int count = 0;
    for (int c = in.peek(); Cursor.isDigit(c); c = in.peek()) {
      if (count < 9) {
        nano = nano * 10 + c - '0';
        count++;
      }
      in.at++;
    }
    return nano * POWERS[9 - count];
  }

  long local(int year, int month, int day, long second, int nano) {
    long local = days(year, month, day) * DAY_SECONDS + second;
    return Nanos.of(local - zone.offset(local), nano);
  }

  static boolean isDate(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1) {
      return false;
    }
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= LENGTHS[month - 1] + (month == 2 && leap ? 1 : 0);
  }

  /** Days from 1970-01-01 in the proleptic Gregorian calendar. */
  static long days(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }

  /** Seconds, milli-, micro- or nanoseconds since 1970, told apart by their size. */
  static long epoch(double value) {
    double size = Math.abs(value);
    double perUnit = size < 1e11 ? 1e9 : size < 1e14 ? 1e6 : size < 1e17 ? 1e3 : 1;
    return (long) (value * perUnit);
  }
}
