package org.marsad.index.block;

import java.util.Arrays;

/**
 * The rows of a frame in the order of their ids, which is the order in which they came: when they
 * were received and taken over never goes back in it, or seldom. Rows of one id stay as they are.
 */
final class IdOrder {
  private static final int FREE = -1;

  private IdOrder() {}

  /** The rows, that with the smallest id first. */
  static int[] of(long[] ids, int rows) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int row = 0; row < rows; row++) {
      least = Math.min(least, ids[row]);
      most = Math.max(most, ids[row]);
    }
    long range = most - least;
    if (range < 0 || range > Long.MAX_VALUE / EventBlock.MAX_ROWS - 1) {
      return apart(ids, rows);
    }
    var sorted = new long[rows];
    for (int row = 0; row < rows; row++) {
      sorted[row] = (ids[row] - least) * EventBlock.MAX_ROWS + row;
    }
    Arrays.sort(sorted);
    var order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = (int) (sorted[i] % EventBlock.MAX_ROWS);
    }
    return order;
  }

  /** As above, for ids so far apart that no row fits beside one. */
  private static int[] apart(long[] ids, int rows) {
    long[] sorted = Arrays.copyOf(ids, rows);
    Arrays.sort(sorted);
    var order = new int[rows];
    Arrays.fill(order, FREE);
    for (int row = 0; row < rows; row++) {
      int place = Arrays.binarySearch(sorted, ids[row]);
      while (place > 0 && sorted[place - 1] == ids[row]) {
        place--;
      }
      while (order[place] != FREE) {
        place++;
      }
      order[place] = row;
    }
    return order;
  }

  /** Of each row its place in the order. */
  static int[] places(long[] ids) {
    int[] order = of(ids, ids.length);
    var places = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      places[order[i]] = i;
    }
    return places;
  }

  /** The place of one row, for who asks of few. */
  static int place(long[] ids, int row) {
    long id = ids[row];
    int before = 0;
    for (long other : ids) {
      before += other < id ? 1 : 0;
    }
    for (int i = 0; i < row; i++) {
      before += ids[i] == id ? 1 : 0;
    }
    return before;
  }
}
