package org.marsad.index.segment;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.FixedBitSet;

/**
 * The documents of one term, gathered from several segments and put into order, for a codec to
 * read. Used over and over; one thread.
 */
final class GatheredPostings extends OnwardPostings {
  /** Where one document in so many has a term, they are put into order as bits. */
  private static final int DENSE = 32;

  /** Where so many have it, they are read as bits. */
  private static final int MANY = 256;

  private final int size;
  private final long[] bits;

  /** For the documents of one segment, with nothing in it between them. */
  private FixedBitSet read = new FixedBitSet(0);

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

  /**
   * Adds what the documents of a segment become.
   *
   * @param all of them, before the first
   * @param expected how many there are
   * @param become by document of the segment, ascending
   */
  void addAll(PostingsEnum all, int expected, int[] become) throws IOException {
    if (expected < MANY || expected < become.length / (Long.SIZE * 2)) {
      for (int at = all.nextDoc(); at != NO_MORE_DOCS; at = all.nextDoc()) {
        add(become[at]);
      }
      return;
    }
    if (read.length() < become.length) {
      read = new FixedBitSet(become.length);
    }
    all.nextDoc();
    all.intoBitSet(become.length, read, 0);
    documents = ArrayUtil.grow(documents, count + expected);
    long[] words = read.getBits();
    int[] into = documents;
    int begin = count;
    int end = begin;
    int last = FixedBitSet.bits2words(become.length);
    for (int i = 0; i < last; i++) {
      int base = i << 6;
      for (long word = words[i]; word != 0; word &= word - 1) {
        into[end++] = become[base + Long.numberOfTrailingZeros(word)];
      }
      words[i] = 0;
    }
    ordered &= begin == 0 || end == begin || into[begin - 1] < into[begin];
    count = end;
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
