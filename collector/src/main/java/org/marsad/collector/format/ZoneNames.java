package org.marsad.collector.format;

import java.util.Arrays;
import java.util.Locale;

/**
 * Zones as they stand behind times: offsets, {@code UTC+2}, and the common abbreviations. What an
 * abbreviation means in several places is the place that logs most; the source's own zone comes
 * first, so that CST is China's where the source is said to be there. Words of everyday use are no
 * zones here, because hosts bear them as names.
 */
final class ZoneNames {
  /** No zone is here. */
  static final int NONE = Integer.MIN_VALUE;

  /** The abbreviation is one of the source's own zone. */
  static final int OWN = Integer.MIN_VALUE + 1;

  private static final int MINUTE = 60;
  private static final int HOUR = 3_600;
  private static final int MAX_LETTERS = 5;

  private static final String TABLE =
      "Z=0 UT=0 UTC=0 GMT=0 WET=0 WEST=60 BST=60 IRST=210 CET=60 MEZ=60 CEST=120 MESZ=120 MEST=120"
          + " EET=120 EEST=180 SAST=120 MSK=180 TRT=180 AST=-240 ADT=-180 EST=-300 EDT=-240"
          + " CST=-360 CDT=-300 MST=-420 MDT=-360 PST=-480 PDT=-420 AKST=-540 AKDT=-480 HST=-600"
          + " NST=-210 NDT=-150 BRT=-180 BRST=-120 CLST=-180 VET=-240 IST=330 PKT=300 GST=240"
          + " NPT=345 BDT=360 ICT=420 WIB=420 HKT=480 SGT=480 MYT=480 PHT=480 AWST=480 JST=540"
          + " KST=540 ACST=570 ACDT=630 AEST=600 AEDT=660 NZST=720 NZDT=780";

  private static final long UTC = key("UTC");
  private static final long GMT = key("GMT");
  private static final long TZ = key("TZ");
  private static final long[] KEYS;
  private static final int[] SECONDS;

  static {
    String[] entries = TABLE.split(" ", -1);
    Arrays.sort(
        entries, (a, b) -> Long.compare(key(a.split("=", -1)[0]), key(b.split("=", -1)[0])));
    KEYS = new long[entries.length];
    SECONDS = new int[entries.length];
    for (int i = 0; i < entries.length; i++) {
      String[] entry = entries[i].split("=", -1);
      KEYS[i] = key(entry[0]);
      SECONDS[i] = Integer.parseInt(entry[1]) * MINUTE;
    }
  }

  private ZoneNames() {}

  /** Letters of an abbreviation as one number; 0 for what is none. */
  static long key(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    long key = 0;
    for (int i = 0; i < upper.length(); i++) {
      if (i == MAX_LETTERS || upper.charAt(i) < 'A' || upper.charAt(i) > 'Z') {
        return 0;
      }
      key = key << 8 | upper.charAt(i);
    }
    return key;
  }

  /**
   * Seconds ahead of UTC of the zone that is written here, {@link #OWN} or {@link #NONE}; goes over
   * it. A blank, a colon, a comma, a bracket or the end must follow.
   */
  static int read(Cursor in, ZoneClock own) {
    int c = in.peek();
    if (c == '+' || c == '-') {
      return offset(in, 0);
    }
    long key = 0;
    int letters = 0;
    while (letters <= MAX_LETTERS && isCapital(in.peek(letters))) {
      key = key << 8 | in.peek(letters++);
    }
    if (letters == 0 || letters > MAX_LETTERS) {
      return NONE;
    }
    int after = in.peek(letters);
    if ((after == '+' || after == '-') && (key == UTC || key == GMT || key == TZ)) {
      return offset(in, letters);
    }
    if (!isEnd(after)) {
      return NONE;
    }
    int seconds = named(key, own);
    if (seconds != NONE) {
      in.at += letters;
    }
    return seconds;
  }

  private static int named(long key, ZoneClock own) {
    if (own.isNamed(key)) {
      return OWN;
    }
    int found = Arrays.binarySearch(KEYS, key);
    return found >= 0 ? SECONDS[found] : NONE;
  }

  /** {@code +h}, {@code +hh}, {@code +hhmm}, {@code +hh:mm}, so many bytes from here. */
  static int offset(Cursor in, int ahead) {
    int sign = in.peek(ahead) == '-' ? -1 : 1;
    int at = ahead + 1;
    int hours = 0;
    int digits = 0;
    while (digits < 2 && Cursor.isDigit(in.peek(at))) {
      hours = hours * 10 + in.peek(at++) - '0';
      digits++;
    }
    if (digits == 0 || hours > 23) {
      return NONE;
    }
    int minutes = 0;
    int colon = in.peek(at) == ':' ? 1 : 0;
    int tens = in.peek(at + colon);
    int ones = in.peek(at + colon + 1);
    if (digits == 2 && Cursor.isDigit(tens) && Cursor.isDigit(ones)) {
      minutes = (tens - '0') * 10 + ones - '0';
      at += colon + 2;
    }
    if (minutes > 59 || !isEnd(in.peek(at))) {
      return NONE;
    }
    in.at += at;
    return sign * (hours * HOUR + minutes * MINUTE);
  }

  private static boolean isCapital(int c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isEnd(int c) {
    return c == ' ' || c == ':' || c == -1 || c == '\t' || c == ',' || c == ']' || c == ')';
  }
}
