package org.marsad.collector.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where lines end, eight bytes at a time: a byte that is wanted becomes zero by an exclusive
 * or, and {@code (x - 0x01..) & ~x & 0x80..} has its lowest bit in the first zero byte of x (H. S.
 * Warren, "Hacker's Delight", section 6-1). Bits above the lowest may be wrong and are not looked
 * at.
 */
public final class LineEnds {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;
  private static final long FEEDS = '\n' * ONES;

  private LineEnds() {}

  /** The first line feed in [from, to), or -1. */
  public static int feed(byte[] block, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long feeds = (long) WORDS.get(block, at) ^ FEEDS;
      long found = (feeds - ONES) & ~feeds & HIGHS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; at < to; at++) {
      if (block[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** The first line feed or NUL in [from, to), or -1. */
  static int feedOrNul(byte[] block, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long nuls = (long) WORDS.get(block, at);
      long feeds = nuls ^ FEEDS;
      long found = ((feeds - ONES) & ~feeds | (nuls - ONES) & ~nuls) & HIGHS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; at < to; at++) {
      if (block[at] == '\n' || block[at] == 0) {
        return at;
      }
    }
    return -1;
  }

  /** Where a counted message ends without the one line end or NUL that may be its last bytes. */
  static int withoutEnd(byte[] block, int at, int end) {
    return switch (block[end - 1]) {
      case '\n' -> withoutReturn(block, at, end - 1);
      case 0 -> end - 1;
      default -> end;
    };
  }

  static int withoutReturn(byte[] block, int at, int end) {
    return end > at && block[end - 1] == '\r' ? end - 1 : end;
  }
}
