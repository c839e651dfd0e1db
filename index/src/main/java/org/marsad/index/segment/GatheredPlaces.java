package org.marsad.index.segment;

import java.util.Arrays;
import org.apache.lucene.util.ArrayUtil;

/**
 * The documents of one word, and where it stands in them, gathered from several segments and put
 * into order, for a codec to read. Used over and over; one thread.
 */
final class GatheredPlaces extends ForwardPostings {
  /** A document and a place each. */
  private long[] entries = new long[64];

  private int count;
  private boolean ordered = true;
  private int of = -1;
  private int next;

  /** Forgets everything. */
  void clear() {
    count = 0;
    of = -1;
    ordered = true;
  }

  /** Adds a document and where the word stands in it. */
  void add(int document, int place) {
    if (count == entries.length) {
      entries = ArrayUtil.grow(entries, count + 1);
    }
    long entry = (long) document << Integer.SIZE | place;
    ordered &= count == 0 || entries[count - 1] < entry;
    entries[count++] = entry;
  }

  /** Everything was added. */
  void begin() {
    if (!ordered) {
      Arrays.sort(entries, 0, count);
    }
    begin(0, count);
  }

  @Override
  int document(int entry) {
    return (int) (entries[entry] >>> Integer.SIZE);
  }

  @Override
  public int freq() {
    return entries();
  }

  @Override
  public int nextPosition() {
    // An entry belongs to one document.
    if (entry() != of) {
      of = entry();
      next = of;
    }
    return (int) entries[next++];
  }
}
