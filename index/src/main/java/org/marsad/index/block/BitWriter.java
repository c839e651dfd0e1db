package org.marsad.index.block;

/** Writes numbers of few bits one behind the other, the lowest bit first. One thread. */
final class BitWriter {
  private final Bytes out;
  private long pending;
  private int count;

  BitWriter(Bytes out) {
    this.out = out;
  }

  void add(long value, int width) {
    if (width > 32) {
      add(value & 0xffff_ffffL, 32);
      add(value >>> 32, width - 32);
      return;
    }
    pending |= value << count;
    count += width;
    while (count >= Byte.SIZE) {
      out.add((byte) pending);
      pending >>>= Byte.SIZE;
      count -= Byte.SIZE;
    }
  }

  /** Fills the last byte up. */
  void end() {
    if (count > 0) {
      out.add((byte) pending);
    }
    pending = 0;
    count = 0;
  }
}
