package org.marsad.model.event;

import java.util.Arrays;

/**
 * What a batch keeps once an event beside the slices, row after row in one table, so that a row is
 * written and read in one place of memory. Grown by one builder, then left alone.
 */
final class Rows {
  // The places of a row in the table.
  private static final int ID = 0;
  private static final int RECEIVED = 1;
  private static final int TIMESTAMP = 2;

  /** The offset in the upper half, the length in the lower. */
  private static final int ORIGINAL = 3;

  private static final int FIRST_SLICE = 4;
  private static final int WIDTH = 5;

  private static final long[] NOT_INDEXED = {};

  /** How many are closed. */
  int size;

  private long[] table;
  private Origin[] origins;

  /** By row; only those of a store have such times. */
  private long[] indexed = NOT_INDEXED;

  Rows(int capacity) {
    table = new long[(capacity + 1) * WIDTH];
    origins = new Origin[capacity];
  }

  /** Opens the row behind the last one. Its time is that of its reception. */
  void begin(long id, long received, Origin origin, int offset, int length, int firstSlice) {
    int row = size;
    if (row == origins.length) {
      grow(row * 2);
    }
    int at = row * WIDTH;
    table[at + FIRST_SLICE] = firstSlice;
    table[at + ORIGINAL] = (long) offset << 32 | length;
    table[at + TIMESTAMP] = received;
    table[at + RECEIVED] = received;
    table[at + ID] = id;
    origins[row] = origin;
    if (row < indexed.length) {
      indexed[row] = 0;
    }
  }

  /** Closes the row that was begun; its slices end here. */
  void end(int endSlice) {
    table[++size * WIDTH + FIRST_SLICE] = endSlice;
  }

  void clear() {
    size = 0;
  }

  long id(int row) {
    return table[row * WIDTH + ID];
  }

  long received(int row) {
    return table[row * WIDTH + RECEIVED];
  }

  long timestamp(int row) {
    return table[row * WIDTH + TIMESTAMP];
  }

  void timestamp(int row, long nanos) {
    table[row * WIDTH + TIMESTAMP] = nanos;
  }

  long indexed(int row) {
    return row < indexed.length ? indexed[row] : 0;
  }

  void indexed(int row, long nanos) {
    if (row >= indexed.length) {
      indexed = Arrays.copyOf(indexed, Math.max(origins.length, row + 1));
    }
    indexed[row] = nanos;
  }

  Origin origin(int row) {
    return origins[row];
  }

  int originalOffset(int row) {
    return (int) (table[row * WIDTH + ORIGINAL] >>> 32);
  }

  int originalLength(int row) {
    return (int) table[row * WIDTH + ORIGINAL];
  }

  void original(int row, int offset, int length) {
    table[row * WIDTH + ORIGINAL] = (long) offset << 32 | length;
  }

  /** The first slice of a row; of the one behind the last, where the slices end. */
  int firstSlice(int row) {
    return (int) table[row * WIDTH + FIRST_SLICE];
  }

  private void grow(int capacity) {
    table = Arrays.copyOf(table, (capacity + 1) * WIDTH);
    origins = Arrays.copyOf(origins, capacity);
  }
}
