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

  private HexValues() {}

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
    for (int i = 0; i < UUID; i++) {
      byte b = bytes[begin + i];
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? b != '-' : !isHex(b)) {
        return -1;
      }
    }
    return begin;
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
    return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
  }
}
