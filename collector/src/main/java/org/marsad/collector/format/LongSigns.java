package org.marsad.collector.format;

/**
 * Signs of two characters between a name and its value, {@code =>}, {@code --} and the like, with a
 * sign between one pair and the next: {@code ||}, {@code ;;}, or one comma, semicolon or bar. They
 * are made signs of one byte that no text has, so that pairs are read as all others.
 */
final class LongSigns {
  static final int EQUALS = 0x1e;
  static final int BETWEEN = 0x1f;

  private static final byte[][] SIGNS = {
    Entries.ascii("=>"), Entries.ascii("--"), Entries.ascii(":="), Entries.ascii("->"),
  };
  private static final int MAX_KEY = 255;

  private LongSigns() {}

  /**
   * Where the first such sign is in a text that begins with a name and it, and has another pair
   * behind the first; -1 if that is not so.
   */
  static int at(byte[] bytes, int from, int to) {
    int sign = behindName(bytes, from, to);
    if (sign < 0 || !isSign(bytes, sign, to)) {
      return -1;
    }
    for (int i = sign + 2; i < to; i++) {
      if (bytes[i] == '"' && isStart(bytes, i)) {
        i = closing(bytes, i, to);
      } else if (isBetween(bytes[i])) {
        int next = i + 1 < to && bytes[i + 1] == bytes[i] ? i + 2 : i + 1;
        while (next < to && bytes[next] == ' ') {
          next++;
        }
        int again = behindName(bytes, next, to);
        return again > 0 && Entries.is(bytes, again, to, sign(bytes, sign)) ? sign : -1;
      }
    }
    return -1;
  }

  /** Where blanks behind the name that begins here end; -1 if there is no name. */
  private static int behindName(byte[] bytes, int from, int to) {
    int limit = Math.min(to, from + MAX_KEY);
    int at = from;
    if (from < to && bytes[from] == '"') {
      at = closing(bytes, from, limit) + 1;
    } else {
      while (at < limit && isNameByte(bytes[at])) {
        at++;
      }
    }
    if (at == from) {
      return -1;
    }
    while (at < limit && bytes[at] == ' ') {
      at++;
    }
    return at < limit ? at : -1;
  }

  private static boolean isNameByte(byte b) {
    return ((b | 0x20) >= 'a' && (b | 0x20) <= 'z')
        || Cursor.isDigit(b)
        || b == '_'
        || b == '.'
        || b < 0;
  }

  private static boolean isSign(byte[] bytes, int at, int to) {
    for (byte[] sign : SIGNS) {
      if (Entries.is(bytes, at, to, sign)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] sign(byte[] bytes, int at) {
    for (byte[] sign : SIGNS) {
      if (bytes[at] == sign[0] && bytes[at + 1] == sign[1]) {
        return sign;
      }
    }
    throw new IllegalStateException("no sign at " + at);
  }

  private static boolean isBetween(byte b) {
    return b == ',' || b == ';' || b == '|';
  }

  /** Where the quote that opens here closes, or the end. */
  private static int closing(byte[] bytes, int from, int to) {
    int i = from + 1;
    while (i < to && bytes[i] != '"') {
      i += bytes[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, to);
  }

  private static boolean isStart(byte[] bytes, int at) {
    byte before = bytes[at - 1];
    return before == ' ' || before == '-' || before == '>' || before == '=' || isBetween(before);
  }

  /**
   * Writes the text with short signs.
   *
   * @param sign where the first sign is
   * @return where that is, as long as the text
   */
  static int shorten(Entries out, int from, int to, int sign) {
    int length = to - from;
    int at = out.event().claim(length);
    byte[] bytes = out.bytes();
    byte[] wanted = sign(bytes, sign);
    int between = 0;
    int target = at;
    int i = from;
    while (i < to) {
      byte b = bytes[i];
      if (b == '"' && (i == from || isStart(bytes, i))) {
        int stop = Math.min(closing(bytes, i, to) + 1, to);
        System.arraycopy(bytes, i, bytes, target, stop - i);
        target += stop - i;
        i = stop;
        continue;
      }
      boolean equals = Entries.is(bytes, i, to, wanted);
      if (!equals && between == 0 && i > sign && isBetween(b)) {
        between = b;
      }
      boolean parts = !equals && between != 0 && b == between;
      boolean two = equals || (parts && i + 1 < to && bytes[i + 1] == b);
      bytes[target++] = equals ? EQUALS : parts ? BETWEEN : b;
      if (two) {
        bytes[target++] = ' ';
      }
      i += two ? 2 : 1;
    }
    return at;
  }
}
