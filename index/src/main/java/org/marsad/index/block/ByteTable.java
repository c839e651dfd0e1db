package org.marsad.index.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Finds equal stretches of bytes among the few hundred of a column. One thread. */
final class ByteTable {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private int[] slots = new int[64];
  private int[] starts = new int[32];
  private int[] lengths = new int[32];
  private int[] hashes = new int[32];
  private int mask = 63;
  private int size;

  /** Empties it, for so many stretches. */
  void clear(int count) {
    size = 0;
    int wanted = Math.max(16, Integer.highestOneBit(Math.max(1, count)) * 4);
    if (wanted > slots.length) {
      slots = new int[wanted];
    } else {
      Arrays.fill(slots, 0, wanted, 0);
    }
    mask = wanted - 1;
    if (starts.length < count) {
      starts = new int[count];
      lengths = new int[count];
      hashes = new int[count];
    }
  }

  int size() {
    return size;
  }

  int start(int number) {
    return starts[number];
  }

  int length(int number) {
    return lengths[number];
  }

  /** The number of a stretch: that of the first that is equal to it, or the next. */
  int add(byte[] bytes, int from, int length) {
    int hash = hash(bytes, from, length);
    for (int at = hash & mask; ; at = at + 1 & mask) {
      int known = slots[at] - 1;
      if (known < 0) {
        slots[at] = size + 1;
        starts[size] = from;
        lengths[size] = length;
        hashes[size] = hash;
        return size++;
      }
      if (hashes[known] == hash
          && lengths[known] == length
          && Arrays.equals(
              bytes, starts[known], starts[known] + length, bytes, from, from + length)) {
        return known;
      }
    }
  }

  static int hash(byte[] bytes, int from, int length) {
    long hash = length * MIX;
    int end = from + length;
    int at = from;
    for (; at + Long.BYTES < end; at += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(bytes, at)) * MIX;
      hash ^= hash >>> 32;
    }
    hash = (hash ^ last(bytes, at, end, length)) * MIX;
    return (int) (hash >>> 32 ^ hash);
  }

  /** The last eight bytes, or all if there are fewer. */
  private static long last(byte[] bytes, int at, int end, int length) {
    if (length >= Long.BYTES) {
      return (long) LONG.get(bytes, end - Long.BYTES);
    }
    long rest = 0;
    for (int i = at; i < end; i++) {
      rest = rest << 8 | bytes[i] & 0xff;
    }
    return rest;
  }
}
