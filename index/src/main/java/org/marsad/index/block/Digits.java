package org.marsad.index.block;

/**
 * Values that are hexadecimal digits and nothing else, in one case: UUIDs, perhaps in curly
 * brackets, and long runs. How one is written is its <em>form</em>, so that half a byte for each
 * digit says the rest.
 */
public final class Digits {
  /** The form of what is not such a value. */
  public static final int NONE = -1;

  /** Of a form: it is a UUID. */
  public static final int UUID = 1;

  /** Of a form: in curly brackets. */
  public static final int BRACES = 2;

  /** Of a form: there are small letters. */
  static final int SMALL = 4;

  /** Of a form: there are large letters. */
  static final int LARGE = 8;

  private static final int LETTERS = SMALL | LARGE;

  /** All of a form. */
  static final int MOST = UUID | BRACES | LETTERS;

  private static final byte[] KINDS = kinds();
  private static final byte OTHER = 0;
  private static final byte DIGIT = 1;

  private Digits() {}

  /** By byte what it is: {@link #DIGIT}, or {@link #SMALL} or {@link #LARGE} for letters. */
  private static byte[] kinds() {
    var kinds = new byte[256];
    for (int b = '0'; b <= '9'; b++) {
      kinds[b] = DIGIT;
    }
    for (int b = 'a'; b <= 'f'; b++) {
      kinds[b] = SMALL;
      kinds[b - 'a' + 'A'] = LARGE;
    }
    return kinds;
  }

  /**
   * The form of [from, to), or {@link #NONE}. Its letters are of one case at most; it may have
   * none.
   */
  static int form(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length < Variables.MIN_HEX || length > Variables.MAX_HEX) {
      return NONE;
    }
    boolean braces = bytes[from] == '{';
    int begin = braces ? from + 1 : from;
    int end = braces ? to - 1 : to;
    boolean uuid = end - begin == Variables.UUID_LENGTH && bytes[begin + 8] == '-';
    if (braces && (bytes[end] != '}' || !uuid)) {
      return NONE;
    }
    int seen = 0;
    for (int i = begin; i < end; i++) {
      byte kind = KINDS[bytes[i] & 0xff];
      if (kind == OTHER && (!uuid || bytes[i] != '-' || !isDash(i - begin))) {
        return NONE;
      }
      if (kind != OTHER && uuid && isDash(i - begin)) {
        return NONE;
      }
      seen |= kind;
    }
    int letters = seen & LETTERS;
    return letters == LETTERS ? NONE : letters | (uuid ? UUID : 0) | (braces ? BRACES : 0);
  }

  private static boolean isDash(int at) {
    return at == 8 || at == 13 || at == 18 || at == 23;
  }

  /**
   * Whether such a value may be kept as its digits alone: it has a letter, so that it is no decimal
   * number.
   */
  public static boolean areDice(byte[] bytes, int from, int to) {
    int form = form(bytes, from, to);
    return form != NONE && (form & LETTERS) != 0;
  }

  /** How many digits a value of a form and length has. */
  static int count(int form, int length) {
    return (form & UUID) != 0 ? Pattern.UUID_BYTES * 2 : length;
  }

  /** How many bytes so many digits take. */
  static int size(int digits) {
    return (digits + 1) / 2;
  }

  /** Packs the digits of a value of a form. */
  static void pack(byte[] bytes, int from, int length, int form, Bytes out) {
    boolean braces = (form & BRACES) != 0;
    int begin = braces ? from + 1 : from;
    Pattern.pack(bytes, begin, braces ? length - 2 : length, out);
  }

  /** Writes a value of a form. */
  static void write(int form, int digits, byte[] packed, int at, Bytes out) {
    boolean large = (form & LARGE) != 0;
    if ((form & BRACES) != 0) {
      out.add((byte) '{');
    }
    if ((form & UUID) != 0) {
      Pattern.bytes(large ? Pattern.UUID_UPPER : Pattern.UUID_LOWER, digits, packed, at, out);
    } else {
      Pattern.bytes(large ? Pattern.HEX_UPPER : Pattern.HEX_LOWER, digits, packed, at, out);
    }
    if ((form & BRACES) != 0) {
      out.add((byte) '}');
    }
  }

  /**
   * Whether a table has the digits of a value, whatever their case.
   *
   * @param form of the value
   */
  static boolean areIn(HexTable table, byte[] bytes, int from, int to, int form) {
    boolean braces = (form & BRACES) != 0;
    int begin = braces ? from + 1 : from;
    return table.find(bytes, begin, (braces ? to - 1 : to) - begin) >= 0;
  }

  /**
   * Whether a value that {@link #areDice} comes again in a segment, as far as its table tells.
   *
   * @param table looked into by one thread
   */
  public static boolean comeAgain(HexTable table, byte[] bytes, int from, int to) {
    return areIn(table, bytes, from, to, form(bytes, from, to));
  }
}
