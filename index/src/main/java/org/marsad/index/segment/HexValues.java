package org.marsad.index.segment;

/**
 * Values that are hexadecimal digits: UUIDs, perhaps in curly brackets, and long runs of digits
 * such as hashes. Nearly all of them are there once, so their words would be terms a second time
 * for nothing: a value that has not been met before leaves them out, and they are found by the term
 * of the value. So are decimal numbers found, always: each is one word, and the value is a term.
 */
public final class HexValues {
  /** Runs of fewer digits are words as any. */
  public static final int LEAST_RUN = 12;

  /** Digits of the first word of a UUID. */
  public static final int FIRST = 8;

  /** Digits of the last word of a UUID. */
  public static final int LAST = 12;

  /** Digits of each of the three words between these. */
  public static final int MIDDLE = 4;

  /** Bytes of a UUID without brackets. */
  public static final int UUID = 36;

  private static final int NO_DIGIT = -1;

  /** By byte the digit that it is. */
  private static final byte[] DIGITS = digits();

  private HexValues() {}

  private static byte[] digits() {
    var digits = new byte[256];
    for (int b = 0; b < digits.length; b++) {
      digits[b] = (byte) (b < 128 ? Character.digit(b, 16) : NO_DIGIT);
    }
    return digits;
  }

  /** The digit that a byte is, below 0 if it is none. */
  static int digit(byte b) {
    return DIGITS[b & 0xff];
  }

  /** Whether [from, to) is a run of digits that is long enough. */
  public static boolean isRun(byte[] bytes, int from, int to) {
    return to - from >= LEAST_RUN && isHex(bytes, from, to);
  }

  /** Where the UUID begins that [from, to) is, or -1. */
  public static int uuid(byte[] bytes, int from, int to) {
    int begin = from;
    if (to - from == UUID + 2 && bytes[from] == '{' && bytes[to - 1] == '}') {
      begin++;
    } else if (to - from != UUID) {
      return -1;
    }
    boolean dashes =
        bytes[begin + 8] == '-'
            && bytes[begin + 13] == '-'
            && bytes[begin + 18] == '-'
            && bytes[begin + 23] == '-';
    if (!dashes) {
      return -1;
    }
    int digits =
        all(bytes, begin, begin + 8)
            | all(bytes, begin + 9, begin + 13)
            | all(bytes, begin + 14, begin + 18)
            | all(bytes, begin + 19, begin + 23)
            | all(bytes, begin + 24, begin + UUID);
    return digits < 0 ? -1 : begin;
  }

  /** Below 0 if one of them is no digit. */
  private static int all(byte[] bytes, int from, int to) {
    int all = 0;
    for (int i = from; i < to; i++) {
      all |= DIGITS[bytes[i] & 0xff];
    }
    return all;
  }

  /** Whether [from, to) is a decimal number that is no long run: its only word is left out. */
  public static boolean isNumber(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return from < to && to - from < LEAST_RUN;
  }

  /** Whether all bytes are digits. */
  public static boolean isHex(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isHex(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  static boolean isHex(byte b) {
    return digit(b) >= 0;
  }
}
