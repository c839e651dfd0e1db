package org.marsad.index.segment;

import java.util.Arrays;

/**
 * Puts entries of a dictionary into the order of their bytes. The next bytes of each, behind those
 * that all have, and its place fill one long; these are sorted as numbers, and entries whose bytes
 * are the same so far go on with what is behind them. So most entries are looked at once, in the
 * order they lie in memory. One thread.
 */
final class TermOrder {
  /** So few are compared with each other. */
  private static final int FEW = 8;

  /** Of what is to be sorted: where it begins and ends, up to where its bytes are the same. */
  private static final int RUN = 3;

  private final Dictionary dictionary;
  private final byte[] pool;
  private final int[] ids;
  private final long[] keys;
  private final int[] moved;
  private int[] runs = new int[64 * RUN];
  private int waiting;

  private TermOrder(Dictionary dictionary, int[] ids, int size) {
    this.dictionary = dictionary;
    this.pool = dictionary.pool();
    this.ids = ids;
    keys = new long[size];
    moved = new int[size];
  }

  /** Sorts [from, to) of the numbers of entries, which are of one group. */
  static void sort(Dictionary dictionary, int[] ids, int from, int to) {
    if (to - from > 1) {
      var order = new TermOrder(dictionary, ids, to - from);
      order.later(from, to, 0);
      order.sort();
    }
  }

  /**
   * Sorts the numbers of terms by their name, then by what is behind it. Those that are the same
   * lie side by side afterwards.
   *
   * @param order by the number of a name in the group of a term its place in the order of names;
   *     none where terms have no names
   */
  static void sort(Dictionary dictionary, int[] ids, int[] order) {
    if (order.length == 0) {
      sort(dictionary, ids, 0, ids.length);
      return;
    }
    var ends = new int[order.length + 1];
    for (int id : ids) {
      ends[order[dictionary.group(id) / SegmentBuilder.KINDS] + 1]++;
    }
    for (int i = 1; i < ends.length; i++) {
      ends[i] += ends[i - 1];
    }
    int[] mixed = ids.clone();
    for (int id : mixed) {
      ids[ends[order[dictionary.group(id) / SegmentBuilder.KINDS]]++] = id;
    }
    int begin = 0;
    for (int i = 0; i < order.length; i++) {
      sort(dictionary, ids, begin, ends[i]);
      begin = ends[i];
    }
  }

  private void later(int from, int to, int depth) {
    if ((waiting + 1) * RUN > runs.length) {
      runs = Arrays.copyOf(runs, runs.length * 2);
    }
    int at = waiting++ * RUN;
    runs[at] = from;
    runs[at + 1] = to;
    runs[at + 2] = depth;
  }

  private void sort() {
    while (waiting > 0) {
      int at = --waiting * RUN;
      int from = runs[at];
      int to = runs[at + 1];
      if (to - from <= FEW) {
        few(from, to, runs[at + 2]);
      } else {
        many(from, to, common(from, to, runs[at + 2]));
      }
    }
  }

  private void few(int from, int to, int depth) {
    for (int i = from + 1; i < to; i++) {
      int id = ids[i];
      int at = i;
      while (at > from && isBehind(ids[at - 1], id, depth)) {
        ids[at] = ids[--at];
      }
      ids[at] = id;
    }
  }

  private boolean isBehind(int id, int other, int depth) {
    int from = dictionary.from(id);
    int otherFrom = dictionary.from(other);
    return Arrays.compareUnsigned(
            pool,
            from + depth,
            from + dictionary.length(id),
            pool,
            otherFrom + depth,
            otherFrom + dictionary.length(other))
        > 0;
  }

  /** Up to where all of [from, to) have the same bytes, which they have up to a depth. */
  private int common(int from, int to, int depth) {
    int begin = dictionary.from(ids[from]);
    int common = dictionary.length(ids[from]);
    for (int i = from + 1; i < to && common > depth; i++) {
      int other = dictionary.from(ids[i]);
      int end = Math.min(common, dictionary.length(ids[i]));
      int different =
          Arrays.mismatch(pool, begin + depth, begin + end, pool, other + depth, other + end);
      common = different < 0 ? end : depth + different;
    }
    return common;
  }

  /** Sorts by as many bytes as fit; those that have the same of them are sorted later. */
  private void many(int from, int to, int depth) {
    int placeBits = Long.SIZE - Long.numberOfLeadingZeros(to - from - 1L);
    int width = (Long.SIZE - placeBits) / Byte.SIZE;
    int shift = Long.SIZE - width * Byte.SIZE;
    byBytes(from, to, depth, shift);
    int begin = from;
    for (int i = from + 1; i <= to; i++) {
      if (i == to || keys[i - from] >>> shift != keys[i - from - 1] >>> shift) {
        if (i - begin > 1) {
          same(begin, i, depth + width);
        }
        begin = i;
      }
    }
  }

  private void byBytes(int from, int to, int depth, int shift) {
    int size = to - from;
    for (int i = 0; i < size; i++) {
      int at = dictionary.from(ids[from + i]);
      int end = at + dictionary.length(ids[from + i]);
      // What ends before has zeros behind it.
      long bytes = Bytes.sortable(pool, at + depth, end) >>> shift << shift;
      keys[i] = (bytes | i) ^ Long.MIN_VALUE;
    }
    Arrays.sort(keys, 0, size);
    long places = (1L << shift) - 1;
    for (int i = 0; i < size; i++) {
      moved[i] = ids[from + (int) (keys[i] & places)];
    }
    System.arraycopy(moved, 0, ids, from, size);
  }

  /** Of entries with the same bytes, or zeros, those that end come first, the shortest foremost. */
  private void same(int from, int to, int depth) {
    int open = from;
    for (int i = from; i < to; i++) {
      int id = ids[i];
      int length = dictionary.length(id);
      if (length <= depth) {
        ids[i] = ids[open];
        int at = open++;
        while (at > from && dictionary.length(ids[at - 1]) > length) {
          ids[at] = ids[--at];
        }
        ids[at] = id;
      }
    }
    if (to - open > 1) {
      later(open, to, depth);
    }
  }
}
