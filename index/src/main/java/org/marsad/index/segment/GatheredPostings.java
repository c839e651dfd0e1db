package org.marsad.index.segment;

import java.util.Arrays;
import org.apache.lucene.util.ArrayUtil;

/**
 * The documents of one term, gathered from several segments and put into order, for a codec to
 * read. Used over and over; one thread.
 */
final class GatheredPostings extends OnwardPostings {
  /** Where one document in so many has a term, they are put into order as bits. */
  private static final int DENSE = 32;

  private final int size;
  private final long[] bits;
  private int[] documents = new int[64];
  private int count;
  private boolean ordered = true;
  private int next;
  private int document = -1;

  /**
   * Without documents.
   *
   * @param size how many documents the segment has
   */
  GatheredPostings(int size) {
    this.size = size;
    bits = new long[(size + Long.SIZE - 1) / Long.SIZE];
  }

  /** Forgets everything. */
  void clear() {
    count = 0;
    ordered = true;
  }

  /** Adds a document. */
  void add(int added) {
    if (count == documents.length) {
      documents = ArrayUtil.grow(documents, count + 1);
    }
    ordered &= count == 0 || documents[count - 1] < added;
    documents[count++] = added;
  }

  /** Adds documents that ascend. */
  void addAll(int[] added) {
    documents = ArrayUtil.grow(documents, count + added.length);
    ordered &= count == 0 || added.length == 0 || documents[count - 1] < added[0];
    System.arraycopy(added, 0, documents, count, added.length);
    count += added.length;
  }

  /** Everything was added, each document once. */
  void begin() {
    if (count == size) {
      for (int i = 0; i < count; i++) {
        documents[i] = i;
      }
    } else if (!ordered) {
      sort();
    }
    next = 0;
    document = -1;
  }

  private void sort() {
    int[] of = documents;
    if (count < size / DENSE) {
      Arrays.sort(of, 0, count);
      return;
    }
    long[] words = bits;
    for (int i = 0; i < count; i++) {
      words[of[i] >>> 6] |= 1L << of[i];
    }
    int at = 0;
    for (int i = 0; i < words.length; i++) {
      int base = i << 6;
      for (long word = words[i]; word != 0; word &= word - 1) {
        of[at++] = base + Long.numberOfTrailingZeros(word);
      }
      words[i] = 0;
    }
  }

  @Override
  public int nextDoc() {
    document = next < count ? documents[next++] : NO_MORE_DOCS;
    return document;
  }

  @Override
  public int docID() {
    return document;
  }

  @Override
  public long cost() {
    return count;
  }

  @Override
  public int freq() {
    return 1;
  }

  @Override
  public int nextPosition() {
    return -1;
  }
}
