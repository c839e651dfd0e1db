package org.marsad.index.segment;

import java.util.Arrays;

/** Numbers that are appended, and may be changed. Grows by itself. One thread. */
final class IntTable {
  private int[] data;
  private int length;

  IntTable(int expected) {
    data = new int[expected];
  }

  int get(int at) {
    return data[at];
  }

  void set(int at, int value) {
    data[at] = value;
  }

  /** Appends; the answer is where it is. */
  int add(int value) {
    if (length == data.length) {
      data = Arrays.copyOf(data, length * 2);
    }
    data[length] = value;
    return length++;
  }

  int length() {
    return length;
  }

  /** As an array, which may be longer than what is in it. */
  int[] data() {
    return data;
  }

  long bytes() {
    return length * 4L;
  }

  void clear(boolean shared) {
    if (shared) {
      data = new int[data.length];
    }
    length = 0;
  }
}
