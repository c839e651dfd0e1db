package org.marsad.collector.format;

/** A place in a frame that moves on as it is read. Kept and reused by its format. */
final class Cursor {
  byte[] bytes = new byte[0];
  int start;
  int at;
  int end;

  Cursor over(byte[] block, int offset, int length) {
    bytes = block;
    start = offset;
    at = offset;
    end = offset + length;
    return this;
  }

  /** Bytes of the frame before this place. */
  int position() {
    return at - start;
  }

  boolean atEnd() {
    return at >= end;
  }

  int left() {
    return end - at;
  }

  /** The byte here, or -1 at the end. */
  int peek() {
    return at < end ? bytes[at] & 0xff : -1;
  }

  /** The byte so many further on, or -1 behind the end. */
  int peek(int ahead) {
    return at + ahead < end ? bytes[at + ahead] & 0xff : -1;
  }

  /** Goes over the byte if it is here. */
  boolean skip(int wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  void skipBlanks() {
    while (peek() == ' ') {
      at++;
    }
  }

  /** Where the next blank is, or the end. */
  int wordEnd() {
    int i = at;
    while (i < end && bytes[i] != ' ') {
      i++;
    }
    return i;
  }

  /** The byte before this place, or -1 at the start. */
  int before() {
    return at > start ? bytes[at - 1] & 0xff : -1;
  }

  /** How many digits stand here, counting to {@code most}. */
  int countDigits(int most) {
    int count = 0;
    while (count < most && isDigit(peek(count))) {
      count++;
    }
    return count;
  }

  /** The number in so many digits here, or -1; goes over it. */
  int digits(int count) {
    if (left() < count) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + count; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    at += count;
    return value;
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
