package org.marsad.index.segment;

import java.util.Arrays;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.FixedBitSet;

/**
 * The documents of one term, gathered from several segments and put into order, for a codec to
 * read. Used over and over; one thread.
 */
final class GatheredPostings extends ForwardPostings {
  /** Where one document in so many has a term, they are put into order as bits. */
  private static final int DENSE = 32;

  private final FixedBitSet bits;
  private final boolean placed;
  private int[] documents = new int[64];
  private long[] both = new long[64];
  private int count;
  private boolean ordered;
  private int of = -1;
  private int next;

  /**
   * Without documents.
   *
   * @param size how many documents the segment has
   * @param placed whether it is told where in a document the term stands
   */
  GatheredPostings(int size, boolean placed) {
    bits = new FixedBitSet(placed ? 1 : size);
    this.placed = placed;
  }

  /** Forgets everything. */
  void clear() {
    count = 0;
    of = -1;
    ordered = true;
  }

  /** Adds a document. */
  void add(int document) {
    documents = ArrayUtil.grow(documents, count + 1);
    ordered &= count == 0 || documents[count - 1] < document;
    documents[count++] = document;
  }

  /** Adds a document and where the term stands in it. */
  void add(int document, int place) {
    both = ArrayUtil.grow(both, count + 1);
    long entry = (long) document << Integer.SIZE | place;
    ordered &= count == 0 || both[count - 1] <= entry;
    both[count++] = entry;
  }

  /** Everything was added. */
  void begin() {
    if (placed) {
      if (!ordered) {
        Arrays.sort(both, 0, count);
      }
    } else if (!ordered) {
      sort();
    }
    begin(0, count);
  }

  private void sort() {
    if (count < bits.length() / DENSE) {
      Arrays.sort(documents, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      bits.set(documents[i]);
    }
    count = 0;
    long[] words = bits.getBits();
    for (int i = 0; i < words.length; i++) {
      for (long word = words[i]; word != 0; word &= word - 1) {
        documents[count++] = i * Long.SIZE + Long.numberOfTrailingZeros(word);
      }
      words[i] = 0;
    }
  }

  @Override
  int document(int entry) {
    return placed ? (int) (both[entry] >>> Integer.SIZE) : documents[entry];
  }

  @Override
  public int freq() {
    return placed ? entries() : 1;
  }

  @Override
  public int nextPosition() {
    // An entry belongs to one document.
    if (entry() != of) {
      of = entry();
      next = of;
    }
    return (int) both[next++];
  }
}
