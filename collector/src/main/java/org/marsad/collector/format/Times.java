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
  private static final int[] MONTHS = months("janfebmaraprmayjunjulaugsepoctnovdec");
  private static final int LEAP_YEAR = 2000;
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
  private int stampEnd;
  private long yearDay = Long.MIN_VALUE;
  private int dayYear;
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

  /** The zone of the sender whose times are read now. */
  ZoneClock zone() {
    return zone;
  }

  /** Forgets what the stamp read last left out. */
  void begin() {
    complete = true;
  }

  /** Whether the stamp read last named its year and its zone. */
  boolean isComplete() {
    return complete;
  }

  /**
   * RFC 3339 and its relatives: {@code 2026-01-02T03:04:05.678Z}, blank for T, comma for the point,
   * offset with or without colon, a zone's name behind a blank, or none. {@link #NONE}, and the
   * cursor unmoved, if it is none.
   */
  long iso(Cursor in) {
    int from = in.at;
    boolean before = complete;
    complete = true;
    long time = lastMinute(in);
    if (time != NONE) {
      return time;
    }
    time = isoOrNone(in);
    if (time == NONE) {
      in.at = from;
      complete = before;
    }
    return time;
  }

  private long lastMinute(Cursor in) {
    long time = inLastMinute(in.bytes, in.at, in.end);
    if (time != NONE) {
      in.at = stampEnd;
    }
    return time;
  }

  /**
   * {@code 2026-01-02T03:04:05[.678]Z} in the minute of the time read last, which most times are
   * in; {@link #NONE} if it is anything else. {@link #stampEnd} says where it ends.
   */
  long inLastMinute(byte[] bytes, int from, int end) {
    int at = from;
    if (end - at < MINUTE_LENGTH + 4
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
      int first = ++at;
      if (at + Long.BYTES > bytes.length) {
        return NONE;
      }
      long digits = (long) WORDS.get(bytes, at);
      int count = Math.min(Digits.count(digits), end - at);
      nano = Digits.value(digits, count) * 10;
      at += count;
      if (count == Long.BYTES && at < end && Cursor.isDigit(bytes[at])) {
        nano += bytes[at++] - '0';
      }
      if (at == first) {
        return NONE;
      }
    }
    if (at >= end || bytes[at] != 'Z') {
      return NONE;
    }
    stampEnd = at + 1;
    return Nanos.of(minute + tens * 10L + ones, nano);
  }

  /** Behind the time that {@link #inLastMinute} read. */
  int stampEnd() {
    return stampEnd;
  }

  /** The stamp read last has named its year and its zone. */
  void complete() {
    complete = true;
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
    if (days == NONE) {
      return NONE;
    }
    boolean blank = blanks(in);
    if (!blank && !in.skip('T') && !in.skip('t') && !in.skip('-')) {
      return NONE;
    }
    long second = blank ? looseClock(in) : clock(in);
    if (second < 0) {
      return NONE;
    }
    int nano = fraction(in);
    long local = days * DAY_SECONDS + second;
    if (in.skip('Z') || in.skip('z')) {
      if (in.at > from + MINUTE_LENGTH && in.bytes[from + MINUTE_LENGTH] == ':') {
        remember(in, from, local, second);
      }
      return Nanos.of(local, nano);
    }
    return Nanos.of(local - zoneBehind(in, local), nano);
  }

  /**
   * Seconds ahead of UTC of the zone written here or behind a blank, else of the sender's zone. A Z
   * behind an offset, as some devices write, is gone over.
   */
  int zoneBehind(Cursor in, long local) {
    int c = in.peek();
    boolean blank = c == ' ';
    if (blank) {
      c = in.peek(1);
    } else if ((c == '+' || c == '-') && Cursor.isDigit(in.peek(1))) {
      int attached = attachedOffset(in);
      if (attached != ZoneNames.NONE) {
        return attached;
      }
    }
    if (c == '+' || c == '-' || c >= 'A' && c <= 'Z') {
      int back = in.at;
      in.at += blank ? 1 : 0;
      int seconds = ZoneNames.read(in, zone);
      if (seconds != ZoneNames.NONE) {
        return seconds == ZoneNames.OWN ? zone.offset(local) : seconds;
      }
      in.at = back;
    }
    complete = false;
    return zone.offset(local);
  }

  /** {@code +hh:mm}, {@code +hhmm} or {@code +hh} right behind the time, whatever follows. */
  private static int attachedOffset(Cursor in) {
    int back = in.at;
    int sign = in.peek() == '-' ? -1 : 1;
    in.at++;
    int hours = in.digits(2);
    int colon = in.peek() == ':' && Cursor.isDigit(in.peek(1)) ? 1 : 0;
    in.at += colon;
    int minutes = Cursor.isDigit(in.peek()) ? in.digits(2) : 0;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      in.at = back;
      return ZoneNames.NONE;
    }
    in.skip('Z');
    return sign * (int) (hours * HOUR_SECONDS + minutes * 60L);
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
    int date = (year * 100 + month) * 100 + day;
    if (day < 0) {
      return NONE;
    }
    if (date != cachedDate) {
      if (!isDate(year, month, day)) {
        return NONE;
      }
      cachedDate = date;
      cachedDays = days(year, month, day);
    }
    return cachedDays;
  }

  /**
   * The stamp of RFC 3164 section 4.1.2, {@code Mmm dd hh:mm:ss}, and what devices make of it: one
   * digit or two for the day, a fraction, the year before or behind the clock, the zone behind it.
   * {@link #NONE}, and the cursor unmoved, if it is none.
   *
   * @param received receive time, in nanoseconds since 1970
   */
  long bsd(Cursor in, long received) {
    int from = in.at;
    boolean before = complete;
    complete = true;
    long time = bsdOrNone(in, received);
    if (time == NONE) {
      in.at = from;
      complete = before;
    }
    return time;
  }

  private long bsdOrNone(Cursor in, long received) {
    int month = month(in);
    if (month == 0 || !blanks(in)) {
      return NONE;
    }
    int day = day(in);
    in.skip(',');
    if (day < 0 || !blanks(in)) {
      return NONE;
    }
    int year = year(in);
    if (year > 0 && !blanks(in)) {
      return NONE;
    }
    return clockOf(in, received, year, month, day);
  }

  /**
   * The clock behind a date, and what may stand behind that: a fraction, AM or PM, the zone, the
   * year where the date had none (0).
   */
  long clockOf(Cursor in, long received, int date, int month, int day) {
    long second = looseClock(in);
    if (second < 0) {
      return NONE;
    }
    int nano = fraction(in);
    second = half(in, second);
    if (nano == 0) {
      nano = in.peek() == ':' ? millisBeforeYear(in) : fraction(in);
    }
    int year = date > 0 ? date : yearBehind(in);
    int guess = year > 0 ? year : year(received);
    if (!isDate(guess, month, day) && (year > 0 || !isDate(LEAP_YEAR, month, day))) {
      return NONE;
    }
    boolean real = isDate(guess, month, day);
    long days = real ? lastDays(guess, month, day) : days(guess, month, day);
    int offset = zoneBehind(in, days * DAY_SECONDS + second);
    if (year == 0) {
      year = yearBehind(in);
    }
    if (year == 0) {
      complete = false;
      return nearestOf(received, month, day, second - offset, nano);
    }
    return isDate(year, month, day)
        ? Nanos.of(days(year, month, day) * DAY_SECONDS + second - offset, nano)
        : NONE;
  }

  /** Whether a clock without seconds is here: {@code hh:mm} and a blank. */
  static boolean isMinute(Cursor in) {
    return in.peek(2) == ':' && in.peek(5) == ' ';
  }

  /** As {@link #clockOf}, of a clock without seconds in the sender's zone. */
  long minuteOf(Cursor in, long received, int date, int month, int day) {
    int hour = in.digits(2);
    if (hour < 0 || hour > 23 || !in.skip(':')) {
      return NONE;
    }
    int minute = in.digits(2);
    boolean real = isDate(date > 0 ? date : LEAP_YEAR, month, day);
    if (minute < 0 || minute > 59 || !real) {
      return NONE;
    }
    long second = hour * HOUR_SECONDS + minute * 60L;
    if (date > 0) {
      return local(date, month, day, second, 0);
    }
    return nearest(received, month, day, second, 0);
  }

  /** {@code :123 2026}, as H3C and HPE Comware write the milliseconds. */
  private static int millisBeforeYear(Cursor in) {
    for (int i = 1; i <= 3; i++) {
      if (!Cursor.isDigit(in.peek(i))) {
        return 0;
      }
    }
    if (in.peek(4) != ' ' || !isYear(in, 5)) {
      return 0;
    }
    in.at++;
    return in.digits(3) * 1_000_000;
  }

  private static int yearBehind(Cursor in) {
    if (in.peek() != ' ' || !isYear(in, 1)) {
      return 0;
    }
    in.at++;
    return year(in);
  }

  /** The second of the day if AM or PM stands behind the clock. */
  static long half(Cursor in, long second) {
    int c = in.peek(1);
    if (in.peek() != ' ' || (c != 'A' && c != 'P') || in.peek(2) != 'M') {
      return second;
    }
    int after = in.peek(3);
    if (after != ' ' && after != ':' && after != '.' && after != -1) {
      return second;
    }
    in.at += 3;
    long hour = second / HOUR_SECONDS;
    long twelve = 12 * HOUR_SECONDS;
    if (hour == 0 || hour > 12) {
      return second;
    }
    return second % twelve + (c == 'P' ? twelve : 0);
  }

  /** The time of local seconds of the sender. */
  long ofLocal(long localSeconds) {
    return Nanos.of(localSeconds - zone.offset(localSeconds), 0);
  }

  /** Goes over one blank at least. */
  static boolean blanks(Cursor in) {
    int from = in.at;
    in.skipBlanks();
    return in.at > from;
  }

  /** A day of one digit or two, or -1. */
  static int day(Cursor in) {
    return Cursor.isDigit(in.peek(1)) ? in.digits(2) : in.digits(1);
  }

  /** Whether three letters are the name of a month. */
  static boolean isMonth(byte[] bytes, int offset) {
    int name =
        (bytes[offset] | 0x20) << 16 | (bytes[offset + 1] | 0x20) << 8 | bytes[offset + 2] | 0x20;
    for (int month : MONTHS) {
      if (month == name) {
        return true;
      }
    }
    return false;
  }

  /** The month whose name, in three letters or in full, stands here; 0 if none does. */
  static int month(Cursor in) {
    if (in.left() < 3) {
      return 0;
    }
    int name = letter(in, 0) << 16 | letter(in, 1) << 8 | letter(in, 2);
    for (int month = 0; month < 12; month++) {
      if (MONTHS[month] == name) {
        in.at += 3;
        while (letter(in, 0) != 0) {
          in.at++;
        }
        return month + 1;
      }
    }
    return 0;
  }

  /** The letter so many further on in lower case, or 0. */
  private static int letter(Cursor in, int ahead) {
    int lower = in.peek(ahead) | 0x20;
    return lower >= 'a' && lower <= 'z' ? lower : 0;
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
    // A colon is part of an address, unless a blank is behind it.
    int last = in.peek(ahead + 5);
    return century
        && (after == ' '
            || after == '\t'
            || after == -1
            || after == ':' && (last == ' ' || last == -1));
  }

  /** A year of four digits, or 0 if none is here. */
  static int year(Cursor in) {
    return isYear(in, 0) ? in.digits(4) : 0;
  }

  /** The time in the year that puts it nearest to its reception, at most a day ahead of it. */
  private long nearestOf(long received, int month, int day, long second, int nano) {
    int thisYear = year(received);
    // Only January can be of the next year and a day ahead.
    for (int year = month == 1 ? thisYear + 1 : thisYear; year >= thisYear - 8; year--) {
      if (isDate(year, month, day)) {
        long time = Nanos.of(lastDays(year, month, day) * DAY_SECONDS + second, nano);
        if (time - received <= DAY_SECONDS * SECOND) {
          return time;
        }
      }
    }
    return NONE;
  }

  /** Days of a real date since 1970; most are those of the date before. */
  private long lastDays(int year, int month, int day) {
    int date = (year * 100 + month) * 100 + day;
    if (date != cachedDate) {
      cachedDate = date;
      cachedDays = days(year, month, day);
    }
    return cachedDays;
  }

  /** The same for a second of the day in the zone of the sender. */
  long nearest(long received, int month, int day, long second, int nano) {
    long local = days(year(received), month, day) * DAY_SECONDS + second;
    return nearestOf(received, month, day, second - zone.offset(local), nano);
  }

  /** The time of a date and a second of the day in the zone of the sender. */
  long local(int year, int month, int day, long second, int nano) {
    long local = days(year, month, day) * DAY_SECONDS + second;
    return Nanos.of(local - zone.offset(local), nano);
  }

  /** The year in UTC of a time. Most are of the same day as the one before. */
  private int year(long nanos) {
    long day = Math.floorDiv(nanos, DAY_SECONDS * SECOND);
    if (day != yearDay) {
      yearDay = day;
      dayYear = Nanos.instant(nanos).atOffset(ZoneOffset.UTC).getYear();
    }
    return dayYear;
  }

  /** As {@link #clock}; the hour may be one digit. */
  private static long looseClock(Cursor in) {
    return clock(in, in.peek(1) == ':' ? 1 : 2);
  }

  /** Seconds of the day in {@code hh:mm:ss}, or -1. A leap second becomes the one before it. */
  static long clock(Cursor in) {
    return clock(in, 2);
  }

  private static long clock(Cursor in, int digits) {
    int hour = in.digits(digits);
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

  private static int[] months(String names) {
    int[] months = new int[12];
    for (int i = 0; i < 12; i++) {
      months[i] =
          names.charAt(3 * i) << 16 | names.charAt(3 * i + 1) << 8 | names.charAt(3 * i + 2);
    }
    return months;
  }

  /** Seconds, milli-, micro- or nanoseconds since 1970, told apart by their size. */
  static long epoch(double value) {
    double size = Math.abs(value);
    double perUnit = size < 1e11 ? 1e9 : size < 1e14 ? 1e6 : size < 1e17 ? 1e3 : 1;
    return (long) (value * perUnit);
  }

  /** As {@link #epoch(double)}, to the last digit; {@link #NONE} if it is no plain number. */
  static long epoch(byte[] bytes, int offset, int length) {
    int end = offset + length;
    long whole = 0;
    int at = offset;
    while (at < end && Cursor.isDigit(bytes[at]) && at - offset < 19) {
      whole = whole * 10 + bytes[at++] - '0';
    }
    if (at == offset || whole < 0) {
      return NONE;
    }
    long unit =
        whole < 100_000_000_000L
            ? SECOND
            : whole < 100_000_000_000_000L
                ? 1_000_000L
                : whole < 100_000_000_000_000_000L ? 1_000L : 1;
    long time = whole * unit;
    if (at < end && bytes[at] == '.') {
      at++;
      while (at < end && Cursor.isDigit(bytes[at])) {
        unit /= 10;
        time += (bytes[at++] - '0') * unit;
      }
    }
    return at == end ? time : NONE;
  }
}
