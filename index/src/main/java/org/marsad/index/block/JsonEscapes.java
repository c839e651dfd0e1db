package org.marsad.index.block;

/** The text of JSON strings that have escapes, as the collector reads them. */
final class JsonEscapes {
  private static final int REPLACEMENT = 0xfffd;
  private static final int SUPPLEMENTARY = 0x10000;

  private JsonEscapes() {}

  /** Whether a text may need escapes in JSON, so that it does not lie in the original as it is. */
  static boolean mayHave(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (b < ' ' || b == '\\' || b == '"' || b == '/') {
        return true;
      }
    }
    return false;
  }

  /**
   * Where the string of a text ends that begins at {@code at}, before its quote; -1 if the string
   * there has another text.
   */
  static int end(byte[] json, int at, int to, byte[] text, int from, int textTo) {
    int read = at;
    int expected = from;
    while (read < to && json[read] != '"') {
      byte b = json[read];
      if (b != '\\') {
        if (expected == textTo || text[expected] != b) {
          return -1;
        }
        read++;
        expected++;
        continue;
      }
      if (isPlain(json, read + 1, to)) {
        if (expected == textTo || text[expected++] != json[read + 1]) {
          return -1;
        }
        read += 2;
        continue;
      }
      long character = character(json, read + 1, to);
      if (character < 0) {
        return -1;
      }
      read += (int) (character >>> 32);
      int c = (int) character;
      int size = size(c);
      if (size > textTo - expected) {
        return -1;
      }
      for (int i = 0; i < size; i++) {
        if (text[expected++] != utf8(c, size, i)) {
          return -1;
        }
      }
    }
    return read < to && expected == textTo ? read : -1;
  }

  /** Adds the text of what stands between the quotes of a string; false if that is no string. */
  static boolean unescape(byte[] json, int from, int to, Bytes text) {
    int at = from;
    int done = from;
    while (at < to) {
      if (json[at] != '\\') {
        at++;
        continue;
      }
      text.add(json, done, at - done);
      if (isPlain(json, at + 1, to)) {
        done = at + 1;
        at += 2;
        continue;
      }
      long character = character(json, at + 1, to);
      if (character < 0) {
        return false;
      }
      at += (int) (character >>> 32);
      done = at;
      int c = (int) character;
      int size = size(c);
      for (int i = 0; i < size; i++) {
        text.add(utf8(c, size, i));
      }
    }
    text.add(json, done, to - done);
    return true;
  }

  /** Whether the escape is of a character that stands for itself. */
  private static boolean isPlain(byte[] json, int at, int to) {
    return at < to && (json[at] == '\\' || json[at] == '"' || json[at] == '/');
  }

  /** A character in the lower half, how many bytes its escape has in the upper; or -1. */
  private static long character(byte[] json, int at, int to) {
    if (at >= to) {
      return -1;
    }
    int c =
        switch (json[at]) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default -> -1;
        };
    if (c >= 0) {
      return 2L << 32 | c;
    }
    return json[at] == 'u' ? unicode(json, at + 1, to) : -1;
  }

  private static long unicode(byte[] json, int at, int to) {
    int high = hex(json, at, to);
    if (high < 0) {
      return -1;
    }
    if (high < 0xd800 || high > 0xdfff) {
      return 6L << 32 | high;
    }
    if (high < 0xdc00 && at + 10 <= to && json[at + 4] == '\\' && json[at + 5] == 'u') {
      int low = hex(json, at + 6, to);
      if (low >= 0xdc00 && low <= 0xdfff) {
        return 12L << 32 | SUPPLEMENTARY + ((high - 0xd800) << 10) + (low - 0xdc00);
      }
    }
    return 6L << 32 | REPLACEMENT;
  }

  private static int hex(byte[] json, int at, int to) {
    if (at + 4 > to) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit(json[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static int size(int c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < SUPPLEMENTARY ? 3 : 4;
  }

  /** A byte of a character in UTF-8. */
  private static byte utf8(int c, int size, int index) {
    if (size == 1) {
      return (byte) c;
    }
    if (index > 0) {
      return (byte) (0x80 | c >>> 6 * (size - 1 - index) & 0x3f);
    }
    int mark = size == 2 ? 0xc0 : size == 3 ? 0xe0 : 0xf0;
    return (byte) (mark | c >>> 6 * (size - 1));
  }
}
