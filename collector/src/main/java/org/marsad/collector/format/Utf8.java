package org.marsad.collector.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tells whether bytes are UTF-8 (RFC 3629), and makes Latin-1 of those that are not. */
final class Utf8 {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final int STRIDE = 32;

  private Utf8() {}

  static boolean isValid(byte[] bytes, int from, int end) {
    int at = from;
    while (at + STRIDE <= end && (stride(bytes, at) & HIGH_BITS) == 0) {
      at += STRIDE;
    }
    while (at + Long.BYTES <= end && ((long) WORDS.get(bytes, at) & HIGH_BITS) == 0) {
      at += Long.BYTES;
    }
    while (at < end) {
      int length = bytes[at] >= 0 ? 1 : sequence(bytes, at, end);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** The first byte that no sequence of RFC 3629 can have where it stands, or the end. */
  static int firstWrong(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end) {
      int length = bytes[at] >= 0 ? 1 : sequence(bytes, at, end);
      if (length == 0) {
        return wrongIn(bytes, at, end);
      }
      at += length;
    }
    return end;
  }

  /** The byte that breaks the sequence which begins here. */
  private static int wrongIn(byte[] bytes, int at, int end) {
    int length = lengthBehind(bytes[at] & 0xff);
    if (length == 0) {
      return at;
    }
    if (at + 1 < end && !isSecond(bytes[at] & 0xff, bytes[at + 1] & 0xff)) {
      return at + 1;
    }
    int next = at + 1;
    while (next < end && next < at + length && (bytes[next] & 0xc0) == 0x80) {
      next++;
    }
    return next;
  }

  /** The bits of the next {@value #STRIDE} bytes. */
  private static long stride(byte[] bytes, int at) {
    return (long) WORDS.get(bytes, at)
        | (long) WORDS.get(bytes, at + 8)
        | (long) WORDS.get(bytes, at + 16)
        | (long) WORDS.get(bytes, at + 24);
  }

  /**
   * Copies text within a block; bytes of no sequence become the characters of the same number.
   *
   * @return how many bytes it has now, at most twice as many
   */
  static int repair(byte[] block, int from, int end, int to) {
    int count = 0;
    for (int at = from; at < end; ) {
      int length = block[at] >= 0 ? 1 : sequence(block, at, end);
      if (length == 0) {
        int c = block[at++] & 0xff;
        block[to + count++] = (byte) (0xc0 | c >> 6);
        block[to + count++] = (byte) (0x80 | c & 0x3f);
      }
      for (int i = 0; i < length; i++) {
        block[to + count++] = block[at++];
      }
    }
    return count;
  }

  /** The length of the sequence of two to four bytes here, or 0 if it is none. */
  private static int sequence(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xff;
    int length = lengthBehind(first);
    if (length == 0 || at + length > end) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return isSecond(first, bytes[at + 1] & 0xff) ? length : 0;
  }

  /** How long a sequence of more than one byte is that begins so, or 0. */
  private static int lengthBehind(int first) {
    return first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  }

  /** Whether the second byte makes the shortest sequence of a character there is. */
  private static boolean isSecond(int first, int second) {
    return (second & 0xc0) == 0x80
        && switch (first) {
          case 0xe0 -> second >= 0xa0;
          case 0xed -> second < 0xa0;
          case 0xf0 -> second >= 0x90;
          case 0xf4 -> second < 0x90;
          default -> true;
        };
  }
}
