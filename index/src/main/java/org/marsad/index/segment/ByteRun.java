package org.marsad.index.segment;

import java.util.Arrays;

/** Bytes one behind the other, as Lucene's files have them. Used again and again; one thread. */
final class ByteRun {
  private static final int LONGEST_VLONG = 9;

  private byte[] bytes = new byte[256];
  private int length;

  /** They may be fewer than the array has. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** Makes room for so many more. */
  void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  void add(byte each) {
    reserve(1);
    bytes[length++] = each;
  }

  void add(byte[] from, int at, int count) {
    reserve(count);
    System.arraycopy(from, at, bytes, length, count);
    length += count;
  }

  /** Adds what another has. */
  void add(ByteRun other) {
    add(other.bytes, 0, other.length);
  }

  /** Adds a number in as many bytes as it takes, seven bits in each. */
  void vLong(long number) {
    reserve(LONGEST_VLONG);
    long left = number;
    int at = length;
    while ((left & ~0x7fL) != 0) {
      bytes[at++] = (byte) (left & 0x7f | 0x80);
      left >>>= 7;
    }
    bytes[at++] = (byte) left;
    length = at;
  }

  /** Adds the lowest bytes of a number, the lowest first. */
  void low(long number, int count) {
    reserve(count);
    long left = number;
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) left;
      left >>>= Byte.SIZE;
    }
  }
}
