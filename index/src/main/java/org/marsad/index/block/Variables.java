package org.marsad.index.block;

import java.util.Arrays;

/**
 * Takes what varies out of texts: numbers, times, long hexadecimal words, UUIDs. What is left is
 * the {@link Pattern}, which many texts share. One thread.
 */
final class Variables {
  /** Longer texts are left as they are. */
  private static final int MAX_SCANNED = 1 << 14;

  static final int MIN_HEX = 16;
  static final int MAX_HEX = 255;
  static final int UUID_LENGTH = 36;
  static final int UUID_FIRST = 8;
  private static final int MONTH_LENGTH = 3;

  private static final byte SEPARATOR = 0;
  private static final byte SPECIAL = 1;
  private static final byte DIGIT = 2;
  private static final byte LOWER_HEX = 3;
  private static final byte UPPER_HEX = 4;
  private static final byte LETTER = 5;
  private static final byte[] CLASS = classes();

  /** Of each byte its class as a set. */
  private static final byte[] KIND = kinds();

  private static final int ONLY_DIGITS = 1 << DIGIT;

  private final Bytes patterns = new Bytes();
  private int[] patternEnds = new int[64];
  private int[] ends = new int[64];
  private long[] values = new long[64];
  private int texts;
  private int count;
  private HexTable shared = new HexTable();

  private static byte[] classes() {
    var classes = new byte[256];
    for (int b = 0; b < 256; b++) {
      if (Pattern.isSpecial((byte) b)) {
        classes[b] = SPECIAL;
      } else if (b >= '0' && b <= '9') {
        classes[b] = DIGIT;
      } else if (b >= 'a' && b <= 'f') {
        classes[b] = LOWER_HEX;
      } else if (b >= 'A' && b <= 'F') {
        classes[b] = UPPER_HEX;
      } else if ((b >= 'g' && b <= 'z') || (b >= 'G' && b <= 'Z')) {
        classes[b] = LETTER;
      }
    }
    return classes;
  }

  private static byte[] kinds() {
    var kinds = new byte[256];
    for (int b = 0; b < 256; b++) {
      kinds[b] = (byte) (1 << CLASS[b]);
    }
    return kinds;
  }

  /** What is pointed at from now on instead of being taken out. */
  void shared(HexTable table) {
    shared = table;
  }

  void clear() {
    patterns.clear();
    texts = 0;
    count = 0;
  }

  /** The patterns one behind the other. */
  byte[] patterns() {
    return patterns.array();
  }

  /** Where the pattern of a text begins; that of the one behind the last is the end. */
  int patternStart(int text) {
    return text == 0 ? 0 : patternEnds[text - 1];
  }

  /** The first variable of a text; that of the one behind the last is their number. */
  int firstVariable(int text) {
    return text == 0 ? 0 : ends[text - 1];
  }

  /** A number or, for what is kept as bytes, where it lies in the text. */
  long value(int variable) {
    return values[variable];
  }

  /** Takes a text apart; times become distances from {@code near}. */
  void add(byte[] text, int from, int to, long near) {
    if (to - from > MAX_SCANNED || (from < to && text[from] == Pattern.RAW)) {
      patterns.add(Pattern.RAW);
      patterns.add(text, from, to - from);
    } else {
      scan(text, from, to, near);
    }
    if (texts == ends.length) {
      ends = Arrays.copyOf(ends, texts * 2);
      patternEnds = Arrays.copyOf(patternEnds, texts * 2);
    }
    patternEnds[texts] = patterns.length();
    ends[texts++] = count;
  }

  private void scan(byte[] text, int from, int to, long near) {
    int done = from;
    int i = from;
    while (i < to) {
      int kind = KIND[text[i] & 0xff];
      if (kind == 1 << SEPARATOR) {
        i++;
        continue;
      }
      if (kind == 1 << SPECIAL) {
        patterns.add(text, done, i - done);
        patterns.add(Pattern.ESCAPE);
        done = i++;
        continue;
      }
      int start = i;
      int kinds = 0;
      do {
        kinds |= kind;
        i++;
        kind = i < to ? KIND[text[i] & 0xff] : 1 << SEPARATOR;
      } while (kind >= 1 << DIGIT);
      if (!mayVary(kinds, i - start)) {
        continue;
      }
      int taken = word(text, start, i, to, kinds, digits(text, start, i, kinds), done, near);
      if (taken > 0) {
        i = taken;
        done = taken;
      }
    }
    patterns.add(text, done, to - done);
  }

  /**
   * Whether a word of these kinds may be, or have, a variable: most have no digit, and are none.
   */
  private static boolean mayVary(int kinds, int length) {
    return (kinds & ONLY_DIGITS) != 0
        || length == MONTH_LENGTH
        || ((kinds & 1 << LETTER) == 0 && (length == UUID_FIRST || length >= MIN_HEX));
  }

  /** Where the digits begin that a word ends with, or -1 if it has others, or none there. */
  private static int digits(byte[] text, int start, int end, int kinds) {
    if (kinds == ONLY_DIGITS) {
      return start;
    }
    int digits = end;
    while (digits > start && isDigit(text[digits - 1])) {
      digits--;
    }
    for (int i = start; i < digits; i++) {
      if (isDigit(text[i])) {
        return -1;
      }
    }
    return digits == end ? -1 : digits;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /**
   * Looks at a run of letters and digits; where the variable ends that it is or begins, or 0.
   *
   * @param digits where its digits begin, if nothing but digits is behind them, else -1
   * @param done what lies before the variable and from there on is still to be written
   */
  private int word(
      byte[] text, int start, int end, int to, int kinds, int digits, int done, long near) {
    int length = end - start;
    if (isHex(kinds)) {
      if (length == UUID_FIRST && isUuid(text, start, to)) {
        int more = kindsOf(text, start, start + UUID_LENGTH);
        if (isHex(more)) {
          before(text, done, start);
          hex(text, start, UUID_LENGTH, isUpper(more) ? Pattern.UUID_UPPER : Pattern.UUID_LOWER);
          return start + UUID_LENGTH;
        }
      }
      if (isLongHex(kinds, length)) {
        before(text, done, start);
        hex(text, start, length, isUpper(kinds) ? Pattern.HEX_UPPER : Pattern.HEX_LOWER);
        return end;
      }
    }
    if (length == 4 && kinds == ONLY_DIGITS && Times.looksIso(text, start, to)) {
      int style = Times.isoStyle(text, start, to);
      long time = Times.iso(text, start, style);
      if (time != Times.NONE) {
        before(text, done, start);
        patterns.add(Pattern.ISO_TIME);
        patterns.add((byte) style);
        variable(time - near);
        return start + Times.isoLength(style);
      }
    }
    if (length == MONTH_LENGTH && to - start >= Times.SHORT_LENGTH && text[end] == ' ') {
      int month = Times.month(text, start);
      long time = month == 0 ? Times.NONE : Times.shortTime(text, start, month, near);
      if (time != Times.NONE) {
        before(text, done, start);
        patterns.add(Pattern.SHORT_TIME);
        patterns.add((byte) Times.shortStyle(text, start));
        variable(time - near);
        return start + Times.SHORT_LENGTH;
      }
    }
    if (digits < 0 || end - digits > Pattern.MAX_DIGITS) {
      return 0;
    }
    before(text, done, digits);
    if (text[digits] == '0' && end - digits > 1) {
      patterns.add(Pattern.PADDED);
      patterns.add((byte) (end - digits));
    } else {
      patterns.add(Pattern.DECIMAL);
    }
    long value = 0;
    for (int i = digits; i < end; i++) {
      value = value * 10 + text[i] - '0';
    }
    variable(value);
    return end;
  }

  /** Points at digits that come again; others are taken out. */
  private void hex(byte[] text, int start, int length, byte mark) {
    int known = shared.find(text, start, length);
    if (known >= 0) {
      patterns.add(Pattern.shared(mark));
      variable(known);
      return;
    }
    patterns.add(mark);
    if (Pattern.hasParameter(mark)) {
      patterns.add((byte) length);
    }
    variable(start);
  }

  /** Whether so many letters and digits of some kinds are worth to be taken out. */
  private static boolean isLongHex(int kinds, int length) {
    return isHex(kinds)
        && length >= MIN_HEX
        && length <= MAX_HEX
        && (kinds != ONLY_DIGITS || length > Pattern.MAX_DIGITS);
  }

  /** The kinds of some bytes, as a set. */
  static int kinds(byte[] text, int from, int to) {
    int kinds = 0;
    for (int i = from; i < to; i++) {
      kinds |= KIND[text[i] & 0xff];
    }
    return kinds;
  }

  /** Whether bytes of these kinds are letters or digits. */
  static boolean isWord(int kinds) {
    return kinds >= 1 << DIGIT;
  }

  /** Whether the word [start, end) is the first of a UUID that is taken out. */
  static boolean isUuidAt(byte[] text, int start, int end, int to) {
    return end - start == UUID_FIRST
        && isHex(kinds(text, start, end))
        && isUuid(text, start, to)
        && isHex(kindsOf(text, start, start + UUID_LENGTH));
  }

  /** Whether the word [start, end) is digits that are taken out. */
  static boolean isHexAt(byte[] text, int start, int end) {
    return isLongHex(kinds(text, start, end), end - start);
  }

  private void before(byte[] text, int done, int start) {
    patterns.add(text, done, start - done);
  }

  private void variable(long value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, count * 2);
    }
    values[count++] = value;
  }

  /** Whether all are hexadecimal digits, in one case. */
  private static boolean isHex(int kinds) {
    return (kinds & 1 << LETTER) == 0
        && kinds != (1 << DIGIT | 1 << LOWER_HEX | 1 << UPPER_HEX)
        && kinds != (1 << LOWER_HEX | 1 << UPPER_HEX);
  }

  private static boolean isUpper(int kinds) {
    return (kinds & 1 << UPPER_HEX) != 0;
  }

  private static boolean isUuid(byte[] text, int at, int to) {
    return to - at >= UUID_LENGTH
        && text[at + 8] == '-'
        && text[at + 13] == '-'
        && text[at + 18] == '-'
        && text[at + 23] == '-';
  }

  /** The kinds of the bytes but for the dashes of a UUID. */
  private static int kindsOf(byte[] text, int from, int to) {
    int kinds = 0;
    for (int i = from; i < to; i++) {
      int at = i - from;
      if (at == 8 || at == 13 || at == 18 || at == 23) {
        continue;
      }
      int kind = CLASS[text[i] & 0xff];
      kinds |= kind < DIGIT ? 1 << LETTER : 1 << kind;
    }
    return kinds;
  }
}
