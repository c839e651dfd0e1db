package org.marsad.collector.format;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.marsad.model.event.Nanos;

/**
 * The time stamps of payloads: those of {@link HeaderTimes}, and counts since 1970 in any unit. One
 * thread.
 */
final class Stamps {
  private static final int MAX_LENGTH = 64;

  /** Fewer digits are no seconds since 1970, but a date. */
  private static final int LEAST_COUNT = 9;

  private final Times times;
  private final HeaderTimes dates;
  private final Times utc = new Times(ZoneOffset.UTC);
  private final Cursor in = new Cursor();
  private boolean complete;

  Stamps(Times times) {
    this.times = times;
    this.dates = new HeaderTimes(times);
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
    long time = isCount() ? epoch() : date(received);
    in.skipBlanks();
    return in.atEnd() ? time : Times.NONE;
  }

  /** The same for a sender of this zone. */
  long read(byte[] bytes, int from, int to, long received, ZoneClock zone) {
    ZoneClock back = times.zone();
    times.zone(zone);
    long time = read(bytes, from, to, received);
    times.zone(back);
    return time;
  }

  private boolean isCount() {
    int digits = in.countDigits(MAX_LENGTH);
    int behind = in.peek(digits);
    return digits >= LEAST_COUNT && (behind == -1 || behind == '.' || behind == ' ');
  }

  private long date(long received) {
    times.begin();
    long time = dates.read(in, received);
    complete = times.isComplete();
    return time;
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

  private long at(Times with, int year, int month, int day) {
    long second = Times.clock(in);
    if (year < 0 || second < 0 || !Times.isDate(year, month, day)) {
      return Times.NONE;
    }
    return with.local(year, month, day, second, Times.fraction(in));
  }
}
