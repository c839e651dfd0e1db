package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.marsad.model.event.Nanos;

/**
 * The time stamps of payloads, in all the ways they are written: what syslog headers have, counts
 * since 1970, {@code 18/Mar/2026:10:20:30 +0100}, {@code 2026/03/18 10:20:30}, {@code Wed Mar 18
 * 10:20:30.123 2026}, a zone by name or offset behind any of them. One thread.
 */
final class Stamps {
  private static final int MAX_LENGTH = 64;
  private static final int HOUR = 3_600;
  private static final String ZONES =
      "UTC+00 GMT+00 EST-05 EDT-04 CST-06 CDT-05 MST-07 MDT-06 PST-08 PDT-07 CET+01 CEST+02"
          + " EET+02 EEST+03 JST+09 ";

  private final Times times;
  private final Times utc = new Times(ZoneOffset.UTC);
  private final Cursor in = new Cursor();
  private boolean complete;

  Stamps(Times times) {
    this.times = times;
  }

  /** Whether the stamp read last named its year and its zone. */
  boolean isComplete() {
    return complete;
  }

  /** The time that all of [from, to) says, or {@link Times#NONE}. */
  long read(byte[] bytes, int from, int to, long received) {
    if (to - from < 8 || to - from > MAX_LENGTH) {
      return Times.NONE;
    }
    in.over(bytes, from, to - from);
    long time = Cursor.isDigit(bytes[from]) ? digits(received) : words(received);
    in.skipBlanks();
    return in.atEnd() ? time : Times.NONE;
  }

  /** The time of {@code 2026-03-18 10:20:30}, or with a tab for the blank, as UTC. */
  long utc(byte[] bytes, int from, int to) {
    in.over(bytes, from, to - from);
    int year = in.digits(4);
    int month = in.skip('-') ? in.digits(2) : -1;
    int day = in.skip('-') ? in.digits(2) : -1;
    if (!in.skip(' ') && !in.skip('\t')) {
      return Times.NONE;
    }
    complete = true;
    return at(utc, year, month, day);
  }

  private long digits(long received) {
    if (in.peek(4) == '-') {
      return zoned(received, Form.ISO);
    }
    if (in.peek(4) == '/') {
      return zoned(received, Form.SLASHED);
    }
    if (in.peek(2) == '/' || in.peek(2) == ' ' || in.peek(2) == '-') {
      return zoned(received, Form.DAY_FIRST);
    }
    return epoch();
  }

  private long words(long received) {
    if (in.peek(3) == ' ' && Cursor.isDigit(in.peek(4)) || in.peek(3) == ' ' && in.peek(4) == ' ') {
      return zoned(received, Form.BSD);
    }
    if (in.peek(3) == ',' || in.peek(3) == ' ') {
      in.at += 4;
      in.skipBlanks();
      return zoned(received, Cursor.isDigit(in.peek()) ? Form.DAY_FIRST : Form.BSD);
    }
    return Times.NONE;
  }

  /** Seconds, milliseconds and so on since 1970, with or without a fraction. */
  private long epoch() {
    int from = in.at;
    int point = -1;
    while (!in.atEnd() && (Cursor.isDigit(in.peek()) || (in.peek() == '.' && point < 0))) {
      point = in.peek() == '.' ? in.at : point;
      in.at++;
    }
    complete = true;
    int whole = (point < 0 ? in.at : point) - from;
    if (whole < 9 || whole > 19) {
      return Times.NONE;
    }
    if (point > 0 && whole <= 11) {
      return seconds(from, point);
    }
    if (point < 0 && whole < 20 && in.bytes[from] < '9') {
      return count(from, in.at);
    }
    String text = new String(in.bytes, from, in.at - from, StandardCharsets.US_ASCII);
    return Times.epoch(Double.parseDouble(text));
  }

  /** Seconds, milli-, micro- or nanoseconds, told apart by their size. */
  private long count(int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + in.bytes[i] - '0';
    }
    int digits = to - from;
    long perUnit =
        digits <= 11 ? 1_000_000_000L : digits <= 14 ? 1_000_000L : digits <= 17 ? 1_000L : 1L;
    long unitsPerSecond = 1_000_000_000L / perUnit;
    return Nanos.of(value / unitsPerSecond, (int) (value % unitsPerSecond * perUnit));
  }

  /** Seconds with a fraction, to the nanosecond. */
  private long seconds(int from, int point) {
    long second = 0;
    for (int i = from; i < point; i++) {
      second = second * 10 + in.bytes[i] - '0';
    }
    in.at = point;
    return Nanos.of(second, Times.fraction(in));
  }

  private enum Form {
    ISO,
    SLASHED,
    DAY_FIRST,
    BSD
  }

  /** Reads a stamp, and once more if a zone follows that it did not read itself. */
  private long zoned(long received, Form form) {
    int from = in.at;
    long time = form(times, received, form);
    complete = (form == Form.ISO || form == Form.BSD) && times.isComplete();
    if (time == Times.NONE || complete || in.atEnd()) {
      return time;
    }
    in.skipBlanks();
    int offset = zone();
    if (offset == Integer.MIN_VALUE) {
      return time;
    }
    int end = in.at;
    in.at = from;
    time = form(utc, received, form);
    in.at = end;
    complete = form != Form.BSD || hasYear(from, end);
    return time - offset * 1_000_000_000L;
  }

  private boolean hasYear(int from, int end) {
    int digits = 0;
    for (int i = from; i < end; i++) {
      digits = Cursor.isDigit(in.bytes[i]) ? digits + 1 : 0;
      if (digits == 4
          && (i + 1 == end || !Cursor.isDigit(in.bytes[i + 1]))
          && in.bytes[i - 4] == ' ') {
        return true;
      }
    }
    return false;
  }

  private long form(Times with, long received, Form form) {
    return switch (form) {
      case ISO -> with.iso(in);
      case BSD -> with.bsd(in, received);
      case SLASHED -> slashed(with);
      case DAY_FIRST -> dayFirst(with);
    };
  }

  /** {@code 2026/03/18 10:20:30}. */
  private long slashed(Times with) {
    int year = in.digits(4);
    int month = in.skip('/') ? in.digits(2) : -1;
    int day = in.skip('/') ? in.digits(2) : -1;
    if (!in.skip(' ')) {
      return Times.NONE;
    }
    return at(with, year, month, day);
  }

  /** {@code 18/Mar/2026:10:20:30}, {@code 18 Mar 2026 10:20:30}. */
  private long dayFirst(Times with) {
    int day = in.digits(2);
    int separator = in.peek();
    in.at++;
    int month = separator == '/' && Cursor.isDigit(in.peek()) ? 0 : Times.month(in);
    if (month == 0 || !in.skip(separator)) {
      return Times.NONE;
    }
    int year = in.digits(4);
    if (!in.skip(':') && !in.skip(' ')) {
      return Times.NONE;
    }
    return at(with, year, month, day);
  }

  private long at(Times with, int year, int month, int day) {
    long second = Times.clock(in);
    if (year < 0 || second < 0 || !Times.isDate(year, month, day)) {
      return Times.NONE;
    }
    return with.local(year, month, day, second, Times.fraction(in));
  }

  /** Seconds ahead of UTC of the zone that is here, or the least number if there is none. */
  private int zone() {
    int sign = in.peek() == '+' ? 1 : in.peek() == '-' ? -1 : 0;
    if (sign != 0) {
      int from = in.at++;
      int hours = in.digits(2);
      in.skip(':');
      int minutes = hours < 0 || !Cursor.isDigit(in.peek()) ? 0 : in.digits(2);
      if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
        in.at = from;
        return Integer.MIN_VALUE;
      }
      return sign * (hours * HOUR + minutes * 60);
    }
    int from = in.at;
    while (!in.atEnd() && in.peek() >= 'A' && in.peek() <= 'Z') {
      in.at++;
    }
    int length = in.at - from;
    if (length == 1 && in.bytes[from] == 'Z') {
      return 0;
    }
    if (length < 3 || length > 4) {
      in.at = from;
      return Integer.MIN_VALUE;
    }
    String name = new String(in.bytes, from, length, StandardCharsets.US_ASCII);
    int known = ZONES.indexOf(name);
    int behind = known + length;
    if (known < 0 || (ZONES.charAt(behind) != '+' && ZONES.charAt(behind) != '-')) {
      return Integer.MIN_VALUE;
    }
    int hours = (ZONES.charAt(behind + 1) - '0') * 10 + ZONES.charAt(behind + 2) - '0';
    return (ZONES.charAt(behind) == '-' ? -hours : hours) * HOUR;
  }
}
