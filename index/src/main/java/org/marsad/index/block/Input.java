package org.marsad.index.block;

import java.io.IOException;

/** Reads what {@link Bytes} wrote, and nothing beyond its end. One thread. */
final class Input {
  private final byte[] array;
  private final int end;
  private int at;

  Input(byte[] array, int from, int length) throws IOException {
    if (from < 0 || length < 0 || from > array.length - length) {
      throw corrupt("a part lies outside of it");
    }
    this.array = array;
    this.at = from;
    this.end = from + length;
  }

  /** What is left of it, to be read once more. */
  Input copy() throws IOException {
    return new Input(array, at, left());
  }

  static IOException corrupt(String what) {
    return new IOException("a block of events is corrupt: " + what);
  }

  byte[] array() {
    return array;
  }

  int at() {
    return at;
  }

  int left() {
    return end - at;
  }

  byte next() throws IOException {
    if (at >= end) {
      throw corrupt("it ends too early");
    }
    return array[at++];
  }

  /** Goes over so many bytes and returns where they begin. */
  int skip(int count) throws IOException {
    if (count < 0 || count > end - at) {
      throw corrupt("it ends too early");
    }
    int from = at;
    at += count;
    return from;
  }

  long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = next();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw corrupt("a number never ends");
  }

  /** A number from 0 to {@code most}. */
  int count(int most) throws IOException {
    long value = varint();
    if (value < 0 || value > most) {
      throw corrupt("there are " + value + " where " + most + " are the most");
    }
    return (int) value;
  }

  long zigzag() throws IOException {
    long value = varint();
    return value >>> 1 ^ -(value & 1);
  }

  /** Little-endian. */
  int int32() throws IOException {
    int value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (next() & 0xff) << shift;
    }
    return value;
  }
}
