package org.marsad.collector.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where words end, eight bytes at a time: a byte that is wanted becomes zero by an exclusive
 * or, and {@code (x - 0x01..) & ~x & 0x80..} has its lowest bit in the first zero byte of x, as
 * {@code (x - 0x21..) & ~x & 0x80..} has it in the first byte up to the blank (H. S. Warren,
 * "Hacker's Delight", section 6-1). Bits above the lowest may be wrong and are not looked at.
 */
final class Words {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = ONES << 7;
  private static final long BLANKS = ONES * ' ';
  private static final long BEHIND_BLANK = ONES * (' ' + 1);
  private static final long PIPES = ONES * '|';
  private static final long EQUALS = ONES * '=';

  private Words() {}

  /** Where the next blank is in [from, to), or {@code to}. */
  static int blank(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long found = zeros((long) LONGS.get(bytes, at) ^ BLANKS);
      if (found != 0) {
        return at + first(found);
      }
    }
    while (at < to && bytes[at] != ' ') {
      at++;
    }
    return at;
  }

  /**
   * Where printable ASCII ends: at a blank, a control character, or a byte above, or at the end.
   */
  static int printable(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long word = (long) LONGS.get(bytes, at);
      long found = (word - BEHIND_BLANK & ~word | word) & HIGHS;
      if (found != 0) {
        return at + first(found);
      }
    }
    while (at < to && bytes[at] > ' ') {
      at++;
    }
    return at;
  }

  /** Where the first word or name ends: at a blank, a control character or an equals sign. */
  static int name(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long word = (long) LONGS.get(bytes, at);
      long found = (word - BEHIND_BLANK & ~word & HIGHS) | zeros(word ^ EQUALS);
      if (found != 0) {
        return at + first(found);
      }
    }
    while (at < to && (bytes[at] > ' ' || bytes[at] < 0) && bytes[at] != '=') {
      at++;
    }
    return at;
  }

  /** The first pipe in [from, to), or -1. */
  static int pipe(byte[] bytes, int from, int to) {
    int at = from;
    // Two at a time: most texts have none.
    for (; at <= to - 2 * Long.BYTES; at += 2 * Long.BYTES) {
      long found = zeros((long) LONGS.get(bytes, at) ^ PIPES);
      long next = zeros((long) LONGS.get(bytes, at + Long.BYTES) ^ PIPES);
      if ((found | next) != 0) {
        return found != 0 ? at + first(found) : at + Long.BYTES + first(next);
      }
    }
    while (at < to && bytes[at] != '|') {
      at++;
    }
    return at < to ? at : -1;
  }

  private static long zeros(long word) {
    return word - ONES & ~word & HIGHS;
  }

  private static int first(long found) {
    return Long.numberOfTrailingZeros(found) >>> 3;
  }
}
