package org.marsad.index.block;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bytes a pattern is made of: those of the text, and for each variable a mark, followed for
 * some by what is needed to write it as it was. A byte of the text that is a mark stands behind
 * {@link #ESCAPE}; a pattern that begins with {@link #RAW} is text and nothing else.
 */
final class Pattern {
  /** What follows is the text. */
  static final byte RAW = 0;

  /** A decimal number that does not begin with 0, or is 0. */
  static final byte DECIMAL = 1;

  /** So many digits, the first of them 0. */
  static final byte PADDED = 2;

  /** So many hexadecimal digits in lower case. */
  static final byte HEX_LOWER = 3;

  /** So many hexadecimal digits in upper case. */
  static final byte HEX_UPPER = 4;

  /** 8-4-4-4-12 hexadecimal digits in lower case. */
  static final byte UUID_LOWER = 5;

  /** The same in upper case. */
  static final byte UUID_UPPER = 6;

  /** A time with a year, in a style. */
  static final byte ISO_TIME = 7;

  /** A time without a year, in a style. */
  static final byte SHORT_TIME = 8;

  /** What {@link #HEX_LOWER} is, in the segment's {@link HexTable}; the three behind likewise. */
  static final byte SHARED_HEX_LOWER = 0x0e;

  static final byte SHARED_HEX_UPPER = 0x0f;
  static final byte SHARED_UUID_LOWER = 0x10;
  static final byte SHARED_UUID_UPPER = 0x11;

  /** The next byte is text. */
  static final byte ESCAPE = 0x0b;

  /** The most digits of a number. */
  static final int MAX_DIGITS = 18;

  static final int UUID_BYTES = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** In each of eight bytes 1, and the highest bit. */
  private static final long ONES = 0x0101010101010101L;

  private static final long HIGHS = ONES << 7;

  private static final long LIMIT = 1_000_000_000_000_000_000L;

  private static final byte[] LOWER = "0123456789abcdef".getBytes(US_ASCII);
  private static final byte[] UPPER = "0123456789ABCDEF".getBytes(US_ASCII);
  private static final int[] UUID_GROUPS = {4, 2, 2, 2, 6};

  private Pattern() {}

  static boolean isMark(byte b) {
    return (b > 0 && b <= SHORT_TIME) || isShared(b);
  }

  static boolean isSpecial(byte b) {
    return b <= SHARED_UUID_UPPER && (isMark(b) || b == ESCAPE);
  }

  /** The first byte in [at, to) that is no text, or {@code to}; eight at once are looked at. */
  static int special(byte[] text, int at, int to) {
    int next = at;
    while (next < to) {
      if (next <= to - Long.BYTES) {
        long bytes = (long) LONG.get(text, next);
        if ((bytes - ONES * (SHARED_UUID_UPPER + 1) & ~bytes & HIGHS) == 0) {
          next += Long.BYTES;
          continue;
        }
      }
      int end = Math.min(to, next + Long.BYTES);
      for (; next < end; next++) {
        if (isSpecial(text[next])) {
          return next;
        }
      }
    }
    return to;
  }

  /** What follows the mark at this place, or 0. */
  static int parameter(byte[] text, int at, int to) throws IOException {
    if (!hasParameter(text[at])) {
      return 0;
    }
    if (at + 1 >= to) {
      throw Input.corrupt("a pattern ends too early");
    }
    return text[at + 1] & 0xff;
  }

  /** Whether the variable is told by its distance from the time of its event. */
  static boolean isTime(byte mark) {
    return mark == ISO_TIME || mark == SHORT_TIME;
  }

  private static boolean isShared(byte b) {
    return b >= SHARED_HEX_LOWER && b <= SHARED_UUID_UPPER;
  }

  /** The mark for digits that are in the table. */
  static byte shared(byte mark) {
    return (byte) (mark - HEX_LOWER + SHARED_HEX_LOWER);
  }

  /** The mark for digits that are not. */
  static byte ofShared(byte mark) {
    return (byte) (mark - SHARED_HEX_LOWER + HEX_LOWER);
  }

  /** Whether a byte follows the mark. */
  static boolean hasParameter(byte mark) {
    return mark == PADDED
        || mark == HEX_LOWER
        || mark == HEX_UPPER
        || mark == ISO_TIME
        || mark == SHORT_TIME;
  }

  /** How many bytes the variable has; 0 if it is a number. */
  static int size(byte mark, int parameter) {
    return switch (mark) {
      case HEX_LOWER, HEX_UPPER -> (parameter + 1) / 2;
      case UUID_LOWER, UUID_UPPER -> UUID_BYTES;
      default -> 0;
    };
  }

  /** Writes a variable that is a number. */
  static void number(byte mark, int parameter, long value, long near, HexTable shared, Bytes out)
      throws IOException {
    switch (mark) {
      case DECIMAL -> decimal(value, out);
      case PADDED -> {
        if (parameter > MAX_DIGITS) {
          throw Input.corrupt("a number of " + parameter + " digits");
        }
        int at = out.claim(parameter);
        Times.digits(out.array(), at, parameter, Math.abs(value));
      }
      case ISO_TIME -> {
        if (!Times.isStyle(parameter) || !Times.writeIso(near + value, parameter, out)) {
          throw Input.corrupt("a time that cannot be written");
        }
      }
      case SHORT_TIME -> Times.writeShort(near + value, parameter, out);
      case SHARED_HEX_LOWER, SHARED_HEX_UPPER, SHARED_UUID_LOWER, SHARED_UUID_UPPER ->
          shared.text(value, mark, out);
      default -> throw Input.corrupt("unknown mark " + mark);
    }
  }

  private static void decimal(long value, Bytes out) throws IOException {
    if (value < 0 || value >= LIMIT) {
      throw Input.corrupt("a number that has no decimal digits");
    }
    if (value < 10) {
      out.add((byte) ('0' + value));
      return;
    }
    int digits = value < 100 ? 2 : 3;
    for (long limit = 1_000; value >= limit && digits < MAX_DIGITS; limit *= 10) {
      digits++;
    }
    int at = out.claim(digits);
    Times.digits(out.array(), at, digits, value);
  }

  /** Writes a variable that is bytes. */
  static void bytes(byte mark, int parameter, byte[] from, int at, Bytes out) {
    byte[] digits = mark == HEX_LOWER || mark == UUID_LOWER ? LOWER : UPPER;
    if (mark == HEX_LOWER || mark == HEX_UPPER) {
      hex(digits, from, at, parameter, out);
      return;
    }
    int next = at;
    for (int group = 0; group < UUID_GROUPS.length; group++) {
      if (group > 0) {
        out.add((byte) '-');
      }
      hex(digits, from, next, UUID_GROUPS[group] * 2, out);
      next += UUID_GROUPS[group];
    }
  }

  private static void hex(byte[] digits, byte[] from, int at, int count, Bytes out) {
    int to = out.claim(count);
    byte[] array = out.array();
    for (int i = 0; i < count; i++) {
      int b = from[at + (i >> 1)];
      array[to + i] = digits[((i & 1) == 0 ? b >> 4 : b) & 0xf];
    }
  }

  /** Packs hexadecimal digits, two in a byte; dashes are left out. */
  static void pack(byte[] text, int from, int count, Bytes out) {
    int begin = out.claim((count + 1) / 2);
    byte[] array = out.array();
    int at = begin;
    int high = -1;
    for (int i = from; i < from + count; i++) {
      byte b = text[i];
      if (b == '-') {
        continue;
      }
      int digit = (b & 0xf) + (b >> 6) * 9;
      if (high < 0) {
        high = digit << 4;
      } else {
        array[at++] = (byte) (high | digit);
        high = -1;
      }
    }
    if (high >= 0) {
      array[at++] = (byte) high;
    }
    out.shorten(at);
  }
}
