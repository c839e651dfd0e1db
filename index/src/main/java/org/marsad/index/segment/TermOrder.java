package org.marsad.index.segment;

import org.apache.lucene.util.MSBRadixSorter;

/** Puts entries of a dictionary into the order of their bytes. One thread. */
final class TermOrder extends MSBRadixSorter {
  private static final int LONGEST = 1 << 30;

  private final Dictionary dictionary;
  private final int[] ids;
  private final long[] heads;

  private TermOrder(Dictionary dictionary, int[] ids, int from, int to) {
    super(LONGEST);
    this.dictionary = dictionary;
    this.ids = ids;
    heads = new long[to];
    byte[] pool = dictionary.pool();
    for (int i = from; i < to; i++) {
      int begin = dictionary.from(ids[i]);
      heads[i] = Bytes.sortable(pool, begin, begin + dictionary.length(ids[i]));
    }
  }

  /** Sorts [from, to) of the numbers of entries, which are of one group. */
  static void sort(Dictionary dictionary, int[] ids, int from, int to) {
    if (to - from > 1) {
      new TermOrder(dictionary, ids, from, to).sort(from, to);
    }
  }

  @Override
  protected int byteAt(int i, int at) {
    if (at >= dictionary.length(ids[i])) {
      return -1;
    }
    return at < Long.BYTES
        ? (int) (heads[i] >>> (56 - (at << 3))) & 0xff
        : dictionary.pool()[dictionary.from(ids[i]) + at] & 0xff;
  }

  @Override
  protected void swap(int i, int j) {
    int id = ids[i];
    ids[i] = ids[j];
    ids[j] = id;
    long head = heads[i];
    heads[i] = heads[j];
    heads[j] = head;
  }
}
