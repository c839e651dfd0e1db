package org.marsad.model.event;

import java.util.Arrays;

/**
 * The table of slices of a batch: field and kind, offset and length of each. Grown by one builder,
 * then left alone. Who asks knows which slices there are.
 */
final class Slices {
  /** The ints of a slice: field and kind, offset, length. */
  static final int WIDTH = 3;

  private static final int KIND_SHIFT = 24;
  private static final int FIELD_MASK = (1 << KIND_SHIFT) - 1;

  private int size;
  private int[] table;

  Slices(int capacity) {
    table = new int[capacity * WIDTH];
  }

  /** Field and kind in one. */
  static int head(int field, ValueKind kind) {
    return field | kind.code() << KIND_SHIFT;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  void add(int field, ValueKind kind, int offset, int length) {
    int at = size * WIDTH;
    if (at + WIDTH > table.length) {
      table = Arrays.copyOf(table, table.length * 2);
    }
    table[at + 2] = length;
    table[at + 1] = offset;
    table[at] = head(field, kind);
    size++;
  }

  /** Adds the first {@code count} of another such table. */
  void add(int[] some, int count) {
    int at = size * WIDTH;
    int more = count * WIDTH;
    if (at + more > table.length) {
      table = Arrays.copyOf(table, Math.max(table.length * 2, at + more));
    }
    System.arraycopy(some, 0, table, at, more);
    size += count;
  }

  /**
   * Adds [first, end) of another table, those that lie in [from, to) moved by so much.
   *
   * @return whether all of them lie there
   */
  boolean addMoved(Slices other, int first, int end, int from, int to, int by) {
    int at = size * WIDTH;
    int more = (end - first) * WIDTH;
    if (at + more > table.length) {
      table = Arrays.copyOf(table, Math.max(table.length * 2, at + more));
    }
    int[] into = table;
    int[] of = other.table;
    boolean all = true;
    for (int next = first * WIDTH; next < end * WIDTH; next += WIDTH) {
      int offset = of[next + 1];
      int length = of[next + 2];
      boolean inside = offset >= from && offset + length <= to;
      all &= inside;
      into[at] = of[next];
      into[at + 1] = inside ? offset + by : offset;
      into[at + 2] = length;
      at += WIDTH;
    }
    size += end - first;
    return all;
  }

  void move(int slice, int offset) {
    table[slice * WIDTH + 1] = offset;
  }

  int field(int slice) {
    return table[slice * WIDTH] & FIELD_MASK;
  }

  ValueKind kind(int slice) {
    return ValueKind.of(table[slice * WIDTH] >>> KIND_SHIFT);
  }

  int offset(int slice) {
    return table[slice * WIDTH + 1];
  }

  int length(int slice) {
    return table[slice * WIDTH + 2];
  }

  /** The first slice of a field in [from, to), or {@link EventBatch#NONE}. */
  int find(int field, int from, int to) {
    for (int slice = from; slice < to; slice++) {
      if ((table[slice * WIDTH] & FIELD_MASK) == field) {
        return slice;
      }
    }
    return EventBatch.NONE;
  }

  /** The first slice from {@code from} on whose field is among these, or none. */
  int find(boolean[] fields, int from) {
    for (int slice = from; slice < size; slice++) {
      int field = table[slice * WIDTH] & FIELD_MASK;
      if (field < fields.length && fields[field]) {
        return slice;
      }
    }
    return EventBatch.NONE;
  }

  void shorten(int slice, int length) {
    table[slice * WIDTH + 2] = length;
  }

  void rename(int slice, int field) {
    int at = slice * WIDTH;
    table[at] = field | table[at] & ~FIELD_MASK;
  }

  /** Takes a slice out; those behind it move up. */
  void remove(int slice) {
    int at = slice * WIDTH;
    size--;
    System.arraycopy(table, at + WIDTH, table, at, size * WIDTH - at);
  }

  /** Takes out all from a slice on. */
  void cut(int from) {
    size = from;
  }
}
