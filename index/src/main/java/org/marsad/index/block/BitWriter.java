package org.marsad.index.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes numbers of few bits one behind the other, the lowest bit first. One thread. */
final class BitWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Bytes out;
  private final byte[] array;
  private final int to;
  private int at;
  private long pending;
  private int count;

  /** Writes so many bits behind what is there. */
  BitWriter(Bytes out, long bits) {
    int bytes = Math.toIntExact((bits + Byte.SIZE - 1) / Byte.SIZE);
    this.out = out;
    this.at = out.claim(Math.addExact(bytes, Long.BYTES));
    this.to = at + bytes;
    this.array = out.array();
  }

  /** Adds a number that has no more bits than this, 1 to 64 of them. */
  void add(long value, int width) {
    pending |= value << count;
    int filled = count + width;
    if (filled >= Long.SIZE) {
      LONG.set(array, at, pending);
      at += Long.BYTES;
      filled -= Long.SIZE;
      pending = filled == 0 ? 0 : value >>> width - filled;
    }
    count = filled;
  }

  /** Writes what is left; the last byte is filled up. */
  void end() {
    LONG.set(array, at, pending);
    out.shorten(to);
  }
}
