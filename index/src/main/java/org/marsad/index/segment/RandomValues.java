package org.marsad.index.segment;

/**
 * Values that look as if somebody had thrown dice for every letter: base64 of a digest, tokens,
 * numbers behind 0x. Each has nearly only grams that no other has, so that these would take more
 * room than the value and find nothing sooner than a walk through the values of the one field.
 */
final class RandomValues {
  /** Shorter texts are words, or numbers behind 0x. */
  private static final int LEAST = 20;

  /** So many times a digit follows a letter or the other way in one that is. */
  private static final int LEAST_CHANGES = 4;

  private static final int LEAST_NUMBER = 7;

  private RandomValues() {}

  /** Whether a folded value is one. */
  static boolean is(byte[] bytes, int from, int to) {
    return isText(bytes, from, to) || isNumber(bytes, from, to);
  }

  private static boolean isText(byte[] bytes, int from, int to) {
    if (to - from < LEAST || !couldHave(bytes, from, to)) {
      return false;
    }
    int changes = 0;
    for (int i = from + 1; i < to; i++) {
      boolean letter = isLetter(bytes[i]);
      boolean digit = isDigit(bytes[i]);
      changes += (digit && isLetter(bytes[i - 1])) || (letter && isDigit(bytes[i - 1])) ? 1 : 0;
    }
    return changes >= LEAST_CHANGES;
  }

  private static boolean isNumber(byte[] bytes, int from, int to) {
    return to - from >= LEAST_NUMBER
        && bytes[from] == '0'
        && bytes[from + 1] == 'x'
        && HexValues.isHex(bytes, from + 2, to);
  }

  /** Whether some bytes could stand in one. */
  static boolean couldHave(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (!isLetter(b) && !isDigit(b) && b != '+' && b != '/' && b != '=' && b != ':') {
        return false;
      }
    }
    return true;
  }

  /** Whether a value is a decimal number, or several with points between, as addresses are. */
  static boolean isDigitsOrPoints(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(bytes[i]) && bytes[i] != '.') {
        return false;
      }
    }
    return from < to;
  }

  private static boolean isLetter(byte b) {
    return b >= 'a' && b <= 'z';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
