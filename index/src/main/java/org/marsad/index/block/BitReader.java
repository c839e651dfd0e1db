package org.marsad.index.block;

import java.io.IOException;

/** Reads what {@link BitWriter} wrote. One thread. */
final class BitReader {
  private final Input in;
  private long pending;
  private int count;

  BitReader(Input in) {
    this.in = in;
  }

  long next(int width) throws IOException {
    if (width > 32) {
      long low = next(32);
      return low | next(width - 32) << 32;
    }
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
