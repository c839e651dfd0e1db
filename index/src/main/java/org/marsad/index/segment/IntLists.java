package org.marsad.index.segment;

import java.util.Arrays;

/**
 * A list of numbers per event, one behind the other. Only appended to, so that what was handed out
 * by {@link #copy()} stays as it is. One thread adds.
 */
final class IntLists {
  private int[] data;
  private int[] ends;
  private int length;
  private int size;

  IntLists(int expected) {
    data = new int[expected];
    ends = new int[expected / 16 + 16];
  }

  /**
   * Without lists yet, in arrays that somebody lends.
   *
   * @param data with room for all numbers
   * @param ends with room for all events
   */
  IntLists(int[] data, int[] ends) {
    this.data = data;
    this.ends = ends;
  }

  private IntLists(IntLists other) {
    data = other.data;
    ends = other.ends;
    length = other.length;
    size = other.size;
  }

  /** What is in it now, to be read alone. */
  IntLists copy() {
    return new IntLists(this);
  }

  void add(int number) {
    if (length == data.length) {
      data = Arrays.copyOf(data, length + (length >> 1));
    }
    data[length++] = number;
  }

  /** Ends the list of an event. */
  void end() {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
    }
    ends[size++] = length;
  }

  /** The numbers of all. */
  int[] data() {
    return data;
  }

  /** Where the numbers of an event begin. */
  int from(int event) {
    return event == 0 ? 0 : ends[event - 1];
  }

  /** Where they end. */
  int to(int event) {
    return ends[event];
  }

  long bytes() {
    return length * 4L + size * 4L;
  }

  void clear(boolean shared) {
    if (shared) {
      data = new int[data.length];
      ends = new int[ends.length];
    }
    length = 0;
    size = 0;
  }
}
