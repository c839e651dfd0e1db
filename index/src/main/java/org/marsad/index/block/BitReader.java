package org.marsad.index.block;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads what {@link BitWriter} wrote. One thread. */
final class BitReader {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int HALF = 32;

  private final Input in;
  private long pending;
  private int count;

  BitReader(Input in) {
    this.in = in;
  }

  /** Reads numbers of one width, up to 64, into a part of some others. */
  void next(int width, long[] into, int from, int to) throws IOException {
    if (width > HALF) {
      for (int i = from; i < to; i++) {
        long low = next(HALF);
        into[i] = low | next(width - HALF) << HALF;
      }
      return;
    }
    int wanted = (to - from) * width - count;
    int bytes = wanted <= 0 ? 0 : (wanted + Byte.SIZE - 1) / Byte.SIZE;
    byte[] array = in.array();
    int at = in.skip(bytes);
    int end = at + bytes;
    long bits = pending;
    int ready = count;
    long mask = (1L << width) - 1;
    for (int i = from; i < to; i++) {
      if (ready < width) {
        if (end - at >= Integer.BYTES) {
          bits |= ((int) INT.get(array, at) & 0xffff_ffffL) << ready;
          at += Integer.BYTES;
          ready += HALF;
        } else {
          do {
            bits |= (array[at++] & 0xffL) << ready;
            ready += Byte.SIZE;
          } while (ready < width);
        }
      }
      into[i] = bits & mask;
      bits >>>= width;
      ready -= width;
    }
    pending = bits;
    count = ready;
  }

  /** Reads a number of at most 32 bits. */
  private long next(int width) throws IOException {
    while (count < width) {
      pending |= (in.next() & 0xffL) << count;
      count += Byte.SIZE;
    }
    long value = pending & (1L << width) - 1;
    pending >>>= width;
    count -= width;
    return value;
  }

  /** Leaves the rest of the last byte. */
  void end() {
    pending = 0;
    count = 0;
  }
}
