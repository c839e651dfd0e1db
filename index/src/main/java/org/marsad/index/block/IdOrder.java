package org.marsad.index.block;

import java.util.Arrays;

/**
 * The rows of a frame in the order of their ids, which is the order in which they came: when they
 * were received and taken over never goes back in it, or seldom.
 */
final class IdOrder {
  private IdOrder() {}

  /** The rows, that with the smallest id first; as they are if one id comes twice. */
  static int[] of(long[] ids, int rows) {
    long[] sorted = Arrays.copyOf(ids, rows);
    Arrays.sort(sorted);
    var order = new int[rows];
    for (int i = 1; i < rows; i++) {
      if (sorted[i - 1] == sorted[i]) {
        Arrays.setAll(order, row -> row);
        return order;
      }
    }
    for (int row = 0; row < rows; row++) {
      order[Arrays.binarySearch(sorted, ids[row])] = row;
    }
    return order;
  }
}
