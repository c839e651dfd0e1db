package org.marsad.index.block;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Times as logs write them, read so strictly that the nanoseconds and the style give back every
 * byte: {@code 2026-03-18T10:20:30.123} in all its forms, and {@code Mar 18 10:20:30}, whose year
 * is that of a time given beside it. What stands behind, such as a zone, is not part of it: times
 * are taken as of UTC.
 */
final class Times {
  /** How many bytes a time without a year has. */
  static final int SHORT_LENGTH = 15;

  /** What {@link #iso} and {@link #shortTime} answer if there is no time. */
  static final long NONE = Long.MIN_VALUE;

  private static final int DATE_AND_TIME = 19;
  private static final int MAX_FRACTION = 9;
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2199;
  private static final long SECOND = 1_000_000_000L;
  private static final int DAY = 86_400;
  private static final int BLANK = 1;
  private static final int COMMA = 2;
  private static final int DIGITS_SHIFT = 2;
  private static final byte[] MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(US_ASCII);
  private static final int[] POWERS = {
    1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1
  };

  private Times() {}

  // Times with a year

  /** How the time at this place is written, if one is there; the length follows from it. */
  static int isoStyle(byte[] bytes, int at, int to) {
    int end = at + DATE_AND_TIME;
    int style = bytes[at + 10] == ' ' ? BLANK : 0;
    if (end + 1 >= to || (bytes[end] != '.' && bytes[end] != ',')) {
      return style;
    }
    int digits = 0;
    while (digits < MAX_FRACTION && end + 1 + digits < to && isDigit(bytes[end + 1 + digits])) {
      digits++;
    }
    return digits == 0 ? style : style | digits << DIGITS_SHIFT | (bytes[end] == ',' ? COMMA : 0);
  }

  /** How many bytes a time of this style has. */
  static int isoLength(int style) {
    int digits = style >>> DIGITS_SHIFT;
    return DATE_AND_TIME + (digits == 0 ? 0 : 1 + digits);
  }

  static boolean isStyle(int style) {
    return style >= 0 && style >>> DIGITS_SHIFT <= MAX_FRACTION;
  }

  /** Whether a time with a year may stand here. */
  static boolean looksIso(byte[] bytes, int at, int to) {
    return to - at >= DATE_AND_TIME
        && bytes[at + 4] == '-'
        && bytes[at + 7] == '-'
        && (bytes[at + 10] == 'T' || bytes[at + 10] == ' ')
        && bytes[at + 13] == ':'
        && bytes[at + 16] == ':';
  }

  /** The nanoseconds since 1970 of a time that looks like one, or {@link #NONE}. */
  static long iso(byte[] bytes, int at, int style) {
    int year = number(bytes, at, 4);
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      return NONE;
    }
    long second = second(year, number(bytes, at + 5, 2), number(bytes, at + 8, 2), bytes, at + 11);
    int digits = style >>> DIGITS_SHIFT;
    int fraction = digits == 0 ? 0 : number(bytes, at + DATE_AND_TIME + 1, digits);
    return second < 0 || fraction < 0 ? NONE : second * SECOND + (long) fraction * POWERS[digits];
  }

  /** Writes a time of a style; false if there is none. */
  static boolean writeIso(long nanos, int style, Bytes out) {
    long second = Math.floorDiv(nanos, SECOND);
    long date = date(Math.floorDiv(second, DAY));
    int year = (int) (date >> 16);
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      return false;
    }
    int at = out.claim(isoLength(style));
    byte[] to = out.array();
    digits(to, at, 4, year);
    to[at + 4] = '-';
    digits(to, at + 5, 2, (int) date >> 8 & 0xff);
    to[at + 7] = '-';
    digits(to, at + 8, 2, (int) date & 0xff);
    to[at + 10] = (byte) ((style & BLANK) != 0 ? ' ' : 'T');
    clock(to, at + 11, (int) Math.floorMod(second, (long) DAY));
    int digits = style >>> DIGITS_SHIFT;
    if (digits > 0) {
      to[at + DATE_AND_TIME] = (byte) ((style & COMMA) != 0 ? ',' : '.');
      digits(to, at + DATE_AND_TIME + 1, digits, Math.floorMod(nanos, SECOND) / POWERS[digits]);
    }
    return true;
  }

  // Times without

  /** The month whose three letters stand here, from 1, or 0. */
  static int month(byte[] bytes, int at) {
    for (int month = 0; month < 12; month++) {
      if (bytes[at] == MONTHS[month * 3]
          && bytes[at + 1] == MONTHS[month * 3 + 1]
          && bytes[at + 2] == MONTHS[month * 3 + 2]) {
        return month + 1;
      }
    }
    return 0;
  }

  /** How the day of a time without a year is filled up: 0 with a blank, 1 with a zero. */
  static int shortStyle(byte[] bytes, int at) {
    return bytes[at + 4] == '0' ? 1 : 0;
  }

  /** The nanoseconds of the time without a year that begins with this month, or {@link #NONE}. */
  static long shortTime(byte[] bytes, int at, int month, long near) {
    if (bytes[at + 3] != ' '
        || bytes[at + 6] != ' '
        || bytes[at + 9] != ':'
        || bytes[at + 12] != ':') {
      return NONE;
    }
    int day = bytes[at + 4] == ' ' ? number(bytes, at + 5, 1) : number(bytes, at + 4, 2);
    int year = year(near);
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      return NONE;
    }
    long second = second(year, month, day, bytes, at + 7);
    return second == -1 ? NONE : second * SECOND;
  }

  static void writeShort(long nanos, int style, Bytes out) {
    long second = Math.floorDiv(nanos, SECOND);
    long date = date(Math.floorDiv(second, DAY));
    int at = out.claim(SHORT_LENGTH);
    byte[] to = out.array();
    System.arraycopy(MONTHS, ((int) (date >> 8 & 0xff) - 1) * 3, to, at, 3);
    to[at + 3] = ' ';
    int day = (int) date & 0xff;
    digits(to, at + 4, 2, day);
    if (style == 0 && day < 10) {
      to[at + 4] = ' ';
    }
    to[at + 6] = ' ';
    clock(to, at + 7, (int) Math.floorMod(second, (long) DAY));
  }

  // Days and clocks

  /** The second since 1970, or -1. */
  private static long second(int year, int month, int day, byte[] bytes, int clock) {
    int hours = number(bytes, clock, 2);
    int minutes = number(bytes, clock + 3, 2);
    int seconds = number(bytes, clock + 6, 2);
    if (month < 1
        || month > 12
        || day < 1
        || day > daysIn(year, month)
        || hours < 0
        || hours > 23
        || minutes < 0
        || minutes > 59
        || seconds < 0
        || seconds > 59) {
      return -1;
    }
    return days(year, month, day) * DAY + hours * 3600L + minutes * 60L + seconds;
  }

  private static int daysIn(int year, int month) {
    if (month == 2) {
      return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Days from 1970 to a date: years begin in March, so that the leap day is the last. */
  private static long days(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400L);
    long ofEra = y - era * 400;
    long ofYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468;
  }

  /** The date of a day since 1970: the day, the month above it, the year above that. */
  private static long date(long day) {
    long shifted = day + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    long ofEra = shifted - era * 146_097;
    long yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    long ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long shiftedMonth = (5 * ofYear + 2) / 153;
    long dayOfMonth = ofYear - (153 * shiftedMonth + 2) / 5 + 1;
    long month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    return year << 16 | month << 8 | dayOfMonth;
  }

  private static int year(long nanos) {
    return (int) (date(Math.floorDiv(Math.floorDiv(nanos, SECOND), DAY)) >> 16);
  }

  private static void clock(byte[] to, int at, int second) {
    digits(to, at, 2, second / 3600);
    to[at + 2] = ':';
    digits(to, at + 3, 2, second / 60 % 60);
    to[at + 5] = ':';
    digits(to, at + 6, 2, second % 60);
  }

  /** The number of so many digits, or -1. */
  private static int number(byte[] bytes, int at, int count) {
    int value = 0;
    for (int i = at; i < at + count; i++) {
      if (!isDigit(bytes[i])) {
        return -1;
      }
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Writes so many digits, the last of the number. */
  static void digits(byte[] to, int at, int count, long value) {
    int i = at + count - 1;
    long large = value;
    while (large > Integer.MAX_VALUE && i >= at) {
      to[i--] = (byte) ('0' + large % 10);
      large /= 10;
    }
    int rest = (int) large;
    while (i >= at) {
      int next = rest / 10;
      to[i--] = (byte) ('0' + rest - next * 10);
      rest = next;
    }
  }
}
