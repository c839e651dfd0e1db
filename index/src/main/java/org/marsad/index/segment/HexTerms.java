package org.marsad.index.segment;

import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.marsad.index.block.Digits;

/**
 * Folded values that are hexadecimal digits and nothing else, as terms of half the bytes: two
 * digits in a byte, and behind them how they are written. A term stands behind {@code name 0} as
 * the value itself would; terms of one kind are in the order of their digits. Where a value is
 * there once in a segment and its block has its digits, the term is <em>short</em>: a hash of what
 * it would be, see {@link ShortTerms}.
 */
public final class HexTerms {
  /** How many ways there are to write them. */
  public static final int KINDS = 4;

  /** The first kind of UUIDs; those above are of UUIDs too. */
  public static final int UUIDS = 2;

  /** The kind of short terms. */
  static final byte SHORT = 4;

  /** Bytes of a short term behind its kind. */
  private static final int HASH = 3;

  private static final byte EVEN = 0;
  private static final byte ODD = 1;
  private static final byte UUID = 2;
  private static final byte BRACES = 3;

  /** Dashes and braces. */
  private static final int MOST_BESIDES = 6;

  private static final int UUID_BYTES = 16;

  /** Bytes of the three words in the middle of a UUID. */
  private static final int SHORT_WORDS = 6;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private HexTerms() {}

  /** Whether a folded value is such a term. */
  public static boolean isOne(byte[] value, int from, int to) {
    return HexValues.isRun(value, from, to) || HexValues.uuid(value, from, to) >= 0;
  }

  /**
   * Packs a value that is one.
   *
   * @param term has room for half the value and a byte
   * @return where the term ends
   */
  public static int pack(byte[] value, int from, int to, byte[] term, int at) {
    int uuid = HexValues.uuid(value, from, to);
    if (uuid < 0) {
      boolean isOdd = (to - from & 1) != 0;
      term[at] = isOdd ? ODD : EVEN;
      int next = pairs(value, from, to, term, at + 1);
      if (isOdd) {
        term[next++] = (byte) (HexValues.digit(value[to - 1]) << 4);
      }
      return next;
    }
    term[at] = uuid == from ? UUID : BRACES;
    int next = pairs(value, uuid, uuid + 8, term, at + 1);
    for (int group = uuid + 9; group < uuid + 24; group += HexValues.MIDDLE + 1) {
      next = pairs(value, group, group + HexValues.MIDDLE, term, next);
    }
    return pairs(value, uuid + 24, uuid + HexValues.UUID, term, next);
  }

  /**
   * The short term of one.
   *
   * @param nameLength how long what stands before the value is
   */
  public static BytesRef shortened(BytesRef term, int nameLength) {
    var shorter = new BytesRef(new byte[nameLength + 1 + HASH]);
    System.arraycopy(term.bytes, term.offset, shorter.bytes, 0, nameLength);
    int from = term.offset + nameLength;
    shorter.length =
        shorten(term.bytes, from, term.offset + term.length, shorter.bytes, nameLength);
    return shorter;
  }

  /** Whether a term is short. */
  public static boolean isShort(BytesRef term, int nameLength) {
    return term.length == nameLength + 1 + HASH && term.bytes[term.offset + nameLength] == SHORT;
  }

  /**
   * Puts the short term for a packed value into some bytes, which may be its own.
   *
   * @return where it ends
   */
  static int shorten(byte[] packed, int from, int to, byte[] term, int at) {
    int hash = StringHelper.murmurhash3_x86_32(packed, from, to - from, 0);
    term[at] = SHORT;
    for (int i = 1; i <= HASH; i++) {
      term[at + i] = (byte) hash;
      hash >>>= Byte.SIZE;
    }
    return at + 1 + HASH;
  }

  /**
   * Puts a value that a block has as {@link Digits} into some bytes, packed as a term.
   *
   * @return how many bytes it takes
   */
  static int term(int form, byte[] bytes, int from, int digits, byte[] term, int at) {
    int size = (digits + 1) / 2;
    if ((form & Digits.UUID) != 0) {
      term[at] = (form & Digits.BRACES) != 0 ? BRACES : UUID;
    } else {
      term[at] = (digits & 1) != 0 ? ODD : EVEN;
    }
    System.arraycopy(bytes, from, term, at + 1, size);
    return 1 + size;
  }

  /** Packs digits two by two; the answer is where they end. */
  private static int pairs(byte[] digits, int from, int to, byte[] into, int at) {
    int next = at;
    for (int i = from; i + 1 < to; i += 2) {
      into[next++] = (byte) (HexValues.digit(digits[i]) << 4 | HexValues.digit(digits[i + 1]));
    }
    return next;
  }

  /** The term of a value behind a name and what ends it; null if the value is none. */
  public static @Nullable BytesRef of(BytesRef named, int nameLength) {
    int from = named.offset + nameLength;
    int to = named.offset + named.length;
    if (!isOne(named.bytes, from, to)) {
      return null;
    }
    var term = new BytesRef(new byte[nameLength + (to - from + 1) / 2 + 1]);
    System.arraycopy(named.bytes, named.offset, term.bytes, 0, nameLength);
    term.length = pack(named.bytes, from, to, term.bytes, nameLength);
    return term;
  }

  /**
   * Puts the folded value of a term into some bytes.
   *
   * @param nameLength how long what stands before it is
   */
  public static void unpack(BytesRef term, int nameLength, BytesRef value) {
    int from = term.offset + nameLength;
    int packed = Math.max(0, term.offset + term.length - from - 1);
    byte kind = packed == 0 ? EVEN : term.bytes[from++];
    if (value.bytes.length < packed * 2 + MOST_BESIDES) {
      value.bytes = new byte[packed * 2 + MOST_BESIDES];
    }
    value.offset = 0;
    byte[] to = value.bytes;
    int at = 0;
    boolean uuid = (kind == UUID || kind == BRACES) && packed == UUID_BYTES;
    if (uuid && kind == BRACES) {
      to[at++] = '{';
    }
    for (int i = 0; i < packed; i++) {
      if (uuid && (i == 4 || i == 6 || i == 8 || i == 10)) {
        to[at++] = '-';
      }
      to[at++] = DIGITS[term.bytes[from + i] >> 4 & 0xf];
      to[at++] = DIGITS[term.bytes[from + i] & 0xf];
    }
    if (uuid && kind == BRACES) {
      to[at++] = '}';
    }
    value.length = kind == ODD ? at - 1 : at;
  }

  /**
   * What the terms of a kind begin with whose values begin so.
   *
   * @param name and what ends it
   * @param kind below {@link #KINDS}
   */
  public static BytesRef start(byte[] name, int kind, byte[] begin) {
    var start = new BytesRef(new byte[name.length + begin.length / 2 + 2]);
    System.arraycopy(name, 0, start.bytes, 0, name.length);
    start.bytes[name.length] = (byte) kind;
    start.length = name.length + 1;
    int high = -1;
    for (byte b : begin) {
      if (b == '{' || b == '-') {
        continue;
      }
      int digit = Character.digit(b, 16);
      if (digit < 0) {
        return start;
      }
      if (high < 0) {
        high = digit;
      } else {
        start.bytes[start.length++] = (byte) (high << 4 | digit);
        high = -1;
      }
    }
    return start;
  }

  /**
   * Whether one of the three short words of a UUID is some word.
   *
   * @param term of a kind from {@link #UUIDS} on
   * @param nameLength how long what stands before it is
   * @param word its digits as a number
   */
  public static boolean hasShortWord(BytesRef term, int nameLength, int word) {
    if (term.length != nameLength + 1 + UUID_BYTES) {
      return false;
    }
    int first = term.offset + nameLength + 1 + HexValues.FIRST / 2;
    byte high = (byte) (word >> Byte.SIZE);
    byte low = (byte) word;
    for (int at = first; at < first + SHORT_WORDS; at += 2) {
      if (term.bytes[at] == high && term.bytes[at + 1] == low) {
        return true;
      }
    }
    return false;
  }

  /** Whether all bytes could stand in such a value. */
  public static boolean couldHave(byte[] part) {
    for (byte b : part) {
      if (Character.digit(b, 16) < 0 && b != '-' && b != '{' && b != '}') {
        return false;
      }
    }
    return true;
  }
}
