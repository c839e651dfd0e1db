package org.marsad.index.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/** Eight bytes at a time: loads, hash and comparison over ranges of byte arrays. */
final class Bytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Nobody outside can know them, so that nobody can make values that collide. */
  private static final long SEED = ThreadLocalRandom.current().nextLong();

  private static final long SECRET = ThreadLocalRandom.current().nextLong() | 1;
  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long REST = 0x7f7f7f7f7f7f7f7fL;
  private static final long ABOVE_Z = 0x2525252525252525L;
  private static final long FROM_A = 0x3f3f3f3f3f3f3f3fL;

  private Bytes() {}

  static long get(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void put(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  static int getInt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  /** The first bytes of [from, to) so that unsigned longs sort as the bytes do. */
  static long sortable(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length >= Long.BYTES) {
      return (long) BIG.get(bytes, from);
    }
    return Long.reverseBytes(tail(bytes, from, length));
  }

  /** Up to 7 bytes, zeros behind them. */
  static long tail(byte[] bytes, int at, int count) {
    if (count == 0) {
      return 0;
    }
    if (bytes.length - at >= Long.BYTES) {
      return (long) LONG.get(bytes, at) & mask(count);
    }
    long word = 0;
    for (int i = count - 1; i >= 0; i--) {
      word = word << 8 | bytes[at + i] & 0xff;
    }
    return word;
  }

  private static long mask(int count) {
    return (1L << (count << 3)) - 1;
  }

  /** A keyed hash of [from, to) and a number; multiply and fold, after wyhash. */
  static long hash(int group, byte[] bytes, int from, int to) {
    long hash = SEED ^ group * MIX;
    int at = from;
    // Two words at once: each step waits for the one before.
    for (; to - at >= 2 * Long.BYTES; at += 2 * Long.BYTES) {
      long word = (long) LONG.get(bytes, at + Long.BYTES);
      hash = fold((long) LONG.get(bytes, at) ^ SECRET, word ^ hash);
    }
    if (to - at >= Long.BYTES) {
      hash = fold((long) LONG.get(bytes, at) ^ SECRET, hash);
      at += Long.BYTES;
    }
    return fold(tail(bytes, at, to - at) ^ hash, SECRET ^ to - from) ^ hash;
  }

  private static long fold(long a, long b) {
    long x = a ^ MIX;
    return x * b ^ Math.unsignedMultiplyHigh(x, b);
  }

  /** Whether two ranges of one length are equal. */
  static boolean equal(byte[] a, int from, byte[] b, int other, int length) {
    int at = 0;
    for (; length - at >= Long.BYTES; at += Long.BYTES) {
      if ((long) LONG.get(a, from + at) != (long) LONG.get(b, other + at)) {
        return false;
      }
    }
    return tail(a, from + at, length - at) == tail(b, other + at, length - at);
  }

  /**
   * Copies [from, to) without the case of ASCII to the start of another array, which has 8 bytes
   * more than it needs.
   *
   * @return false if there is anything but ASCII in it
   */
  static boolean fold(byte[] source, int from, int to, byte[] into) {
    return fold(source, from, to, into, 0);
  }

  /** As above, from a place of the other array on. */
  static boolean fold(byte[] source, int from, int to, byte[] into, int start) {
    int length = to - from;
    long seen = 0;
    int at = 0;
    for (; length - at >= Long.BYTES; at += Long.BYTES) {
      long word = (long) LONG.get(source, from + at);
      seen |= word;
      LONG.set(into, start + at, lower(word));
    }
    long word = tail(source, from + at, length - at);
    LONG.set(into, start + at, lower(word));
    return ((seen | word) & HIGH) == 0;
  }

  /** Eight bytes, capitals of ASCII made small. */
  private static long lower(long word) {
    long low = word & REST;
    long capital = ((low + FROM_A) ^ (low + ABOVE_Z)) & ~word & HIGH;
    return word | capital >>> 2;
  }
}
