package org.marsad.collector.format;

/**
 * The grammar of a time in RFC 5424 section 6.2.3, byte by byte, for the one purpose of saying
 * where a time leaves it. Not on the way of good frames.
 */
final class StrictTime {
  private static final int MAX_FRACTION = 6;

  private final Cursor in;

  private StrictTime(Cursor in) {
    this.in = in;
  }

  /** The first byte, as a place in the block, that no time may have there; the cursor stays. */
  static int firstWrong(Cursor in) {
    int from = in.at;
    var time = new StrictTime(in);
    time.walk();
    int wrong = in.at;
    in.at = from;
    return wrong;
  }

  /** Goes on as long as the bytes fit. That a month has no such day is seen at the end only. */
  private void walk() {
    if (!digits(4) || !in.skip('-') || !pair(12, true) || !in.skip('-') || !pair(31, true)) {
      return;
    }
    if (!in.skip('T') || !clock()) {
      return;
    }
    if (in.peek() == '.') {
      in.at++;
      int count = in.countDigits(MAX_FRACTION);
      in.at += count;
      if (count == 0) {
        return;
      }
    }
    if (!in.skip('Z')) {
      boolean sign = in.skip('+') || in.skip('-');
      if (!sign || !pair(23, false) || !in.skip(':') || !pair(59, false)) {
        return;
      }
    }
  }

  private boolean clock() {
    return pair(23, false) && in.skip(':') && pair(59, false) && in.skip(':') && pair(59, false);
  }

  private boolean digits(int count) {
    for (int i = 0; i < count; i++) {
      if (!Cursor.isDigit(in.peek())) {
        return false;
      }
      in.at++;
    }
    return true;
  }

  /** Two digits up to {@code most}; stops at the one that cannot be. */
  private boolean pair(int most, boolean positive) {
    int tens = in.peek() - '0';
    if (!Cursor.isDigit(in.peek()) || tens > most / 10) {
      return false;
    }
    in.at++;
    int value = tens * 10 + in.peek() - '0';
    if (!Cursor.isDigit(in.peek()) || value > most || positive && value == 0) {
      return false;
    }
    in.at++;
    return true;
  }
}
