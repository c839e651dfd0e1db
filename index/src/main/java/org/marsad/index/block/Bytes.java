package org.marsad.index.block;

import java.util.Arrays;

/** Bytes that grow as they are written; none take no memory. One thread. */
final class Bytes {
  private static final int KEPT = 4 << 20;
  private static final int FIRST = 128;
  private static final byte[] NOTHING = {};

  private byte[] array = NOTHING;
  private int length;

  /** The bytes are [0, length) of it, until more are added. */
  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  /** Empties it; what an unusually large block needed is given back. */
  void clear() {
    length = 0;
    if (array.length > KEPT) {
      array = NOTHING;
    }
  }

  /** Makes room for so many bytes and returns where they begin. */
  int claim(int count) {
    int at = length;
    if (count > array.length - at) {
      int wanted = Math.addExact(at, count);
      int more = Math.clamp(array.length * 2L, FIRST, 1 << 30);
      array = Arrays.copyOf(array, Math.max(wanted, more));
    }
    length = at + count;
    return at;
  }

  void shorten(int to) {
    length = to;
  }

  void add(byte b) {
    if (length == array.length) {
      claim(1);
      length--;
    }
    array[length++] = b;
  }

  void add(byte[] source, int from, int count) {
    int at = claim(count);
    System.arraycopy(source, from, array, at, count);
  }

  void add(byte[] source) {
    add(source, 0, source.length);
  }

  void add(Bytes other) {
    add(other.array, 0, other.length);
  }

  /** Little-endian base 128; the upper bit says that more follow. */
  void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      add((byte) (rest | 0x80));
      rest >>>= 7;
    }
    add((byte) rest);
  }

  void zigzag(long value) {
    varint(value << 1 ^ value >> 63);
  }

  /** Little-endian. */
  void int32(int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      add((byte) (value >>> shift));
    }
  }
}
