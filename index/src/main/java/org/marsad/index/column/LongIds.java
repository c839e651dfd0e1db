package org.marsad.index.column;

import java.util.Arrays;

/** Numbers for longs: 0, 1, 2 in the order they come. Open addressing. One thread. */
final class LongIds {
  private static final int FIRST = 16;

  private long[] values = new long[FIRST];
  private int[] slots = new int[FIRST * 2];
  private int size;

  /** The number of a value, given when it is first seen. */
  int id(long value) {
    int mask = slots.length - 1;
    for (int at = slot(value, mask); ; at = at + 1 & mask) {
      int id = slots[at] - 1;
      if (id < 0) {
        return add(value, at);
      }
      if (values[id] == value) {
        return id;
      }
    }
  }

  private int add(long value, int at) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
      slots = new int[values.length * 2];
      for (int id = 0; id < size; id++) {
        slots[free(values[id])] = id + 1;
      }
      slots[free(value)] = size + 1;
    } else {
      slots[at] = size + 1;
    }
    values[size] = value;
    return size++;
  }

  private int free(long value) {
    int mask = slots.length - 1;
    int at = slot(value, mask);
    while (slots[at] != 0) {
      at = at + 1 & mask;
    }
    return at;
  }

  private static int slot(long value, int mask) {
    long mixed = value * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32 ^ mixed >>> 50) & mask;
  }

  long value(int id) {
    return values[id];
  }

  int size() {
    return size;
  }

  long bytes() {
    return values.length * 16L;
  }
}
