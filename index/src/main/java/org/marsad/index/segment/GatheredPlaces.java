package org.marsad.index.segment;

import java.util.Arrays;
import org.apache.lucene.util.ArrayUtil;

/**
 * The documents of one word, and where it stands in them, gathered from several segments and put
 * into order, for a codec to read. Used over and over; one thread.
 */
final class GatheredPlaces extends OnwardPostings {
  /** A document and a place each. */
  private long[] entries = new long[64];

  private int count;
  private boolean ordered = true;
  private int document = -1;

  /** Of the document at hand the entry whose place is the next, and where its entries end. */
  private int place;

  private int end;
  private int freq;

  /** Forgets everything. */
  void clear() {
    count = 0;
    ordered = true;
  }

  /** Adds a document and where the word stands in it. */
  void add(int added, int at) {
    if (count == entries.length) {
      entries = ArrayUtil.grow(entries, count + 1);
    }
    long entry = (long) added << Integer.SIZE | at;
    ordered &= count == 0 || entries[count - 1] < entry;
    entries[count++] = entry;
  }

  /** Everything was added. */
  void begin() {
    if (!ordered) {
      Arrays.sort(entries, 0, count);
    }
    document = -1;
    place = 0;
    end = 0;
  }

  @Override
  public int nextDoc() {
    place = end;
    if (place == count) {
      document = NO_MORE_DOCS;
      return document;
    }
    document = (int) (entries[place] >>> Integer.SIZE);
    do {
      end++;
    } while (end < count && (int) (entries[end] >>> Integer.SIZE) == document);
    freq = end - place;
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
    return freq;
  }

  @Override
  public int nextPosition() {
    return (int) entries[place++];
  }
}
