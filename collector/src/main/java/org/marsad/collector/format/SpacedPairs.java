package org.marsad.collector.format;

/**
 * Names and values with blanks around the sign, {@code name = value, other = two words}: a value
 * goes up to the word in front of the next sign, without a comma, a semicolon or a bar at its end.
 * In quotes nothing is a sign. The text is made one with signs of one byte that no text has, so
 * that pairs are read as all others.
 */
final class SpacedPairs {
  private static final int MAX_KEY = 255;

  private SpacedPairs() {}

  /** Whether the text begins with a name, a sign and a value, and has another name and sign. */
  static boolean fits(byte[] bytes, int from, int to) {
    int sign = sign(bytes, from, Math.min(to, from + MAX_KEY));
    if (sign < 0 || nameBefore(bytes, from, sign) != from) {
      return false;
    }
    int next = sign(bytes, behindQuotes(bytes, sign + 1, to), to);
    return next > 0 && nameBefore(bytes, sign + 2, next) > 0;
  }

  /**
   * Writes a text that {@link #fits} with short signs, and blanks up to its length.
   *
   * @return where that is
   */
  static int shorten(Entries out, int from, int to) {
    int at = out.event().claim(to - from);
    byte[] bytes = out.bytes();
    int target = at;
    int name = from;
    int sign = sign(bytes, from, to);
    while (sign > 0) {
      int value = sign + 2;
      int next = sign(bytes, behindQuotes(bytes, sign + 1, to), to);
      int nextName = next < 0 ? to : nameBefore(bytes, value, next);
      while (nextName < 0) {
        next = sign(bytes, next + 1, to);
        nextName = next < 0 ? to : nameBefore(bytes, value, next);
      }
      target = copy(bytes, name, sign, target);
      bytes[target++] = LongSigns.EQUALS;
      target = copy(bytes, value, nextName, target);
      bytes[target++] = LongSigns.BETWEEN;
      name = nextName;
      sign = next;
    }
    while (target < at + to - from) {
      bytes[target++] = ' ';
    }
    return at;
  }

  /** The next equals sign with a blank on either side; -1 if there is none. */
  private static int sign(byte[] bytes, int from, int to) {
    for (int i = from + 1; i + 1 < to; i++) {
      if (bytes[i] == '=' && bytes[i - 1] == ' ' && bytes[i + 1] == ' ') {
        return i;
      }
    }
    return -1;
  }

  /** Behind the text in quotes that begins here, blanks left out; here if none does. */
  private static int behindQuotes(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] == ' ') {
      i++;
    }
    if (i == to || bytes[i] != '"') {
      return from;
    }
    i++;
    while (i < to && bytes[i] != '"') {
      i += bytes[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, to);
  }

  /** Where the name in front of a sign begins; -1 if no name is there. */
  private static int nameBefore(byte[] bytes, int from, int sign) {
    int end = sign;
    while (end > from && bytes[end - 1] == ' ') {
      end--;
    }
    int i = end;
    while (i > from && isNameByte(bytes[i - 1])) {
      i--;
    }
    boolean alone = i == from || bytes[i - 1] == ' ';
    return i < end && alone ? i : -1;
  }

  private static boolean isNameByte(byte b) {
    return ((b | 0x20) >= 'a' && (b | 0x20) <= 'z')
        || Cursor.isDigit(b)
        || b == '_'
        || b == '-'
        || b == '.'
        || b < 0;
  }

  /** Copies a name or a value without the blanks around it and the sign that may end a value. */
  private static int copy(byte[] bytes, int start, int end, int target) {
    int from = start;
    int to = end;
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    while (to > from && isBetween(bytes[to - 1])) {
      to--;
    }
    System.arraycopy(bytes, from, bytes, target, to - from);
    return target + to - from;
  }

  private static boolean isBetween(byte b) {
    return b == ' ' || b == ',' || b == ';' || b == '|';
  }
}
