package org.marsad.index.segment;

import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** The documents of a term from the first to the last. Reused. */
abstract class ForwardPostings extends PostingsEnum {
  private int next;
  private int end;
  private int document = -1;
  private int entry;

  /** Begins with the entries [from, to). */
  final void begin(int from, int to) {
    next = from;
    end = to;
    document = -1;
  }

  /** The document of an entry; those of a term ascend. */
  abstract int document(int entry);

  /** A document that stands twice is given once. */
  @Override
  public final int nextDoc() {
    while (next < end && document(next) == document) {
      next++;
    }
    entry = next;
    document = next == end ? NO_MORE_DOCS : document(next++);
    return document;
  }

  /** The first entry of the document at hand. */
  final int entry() {
    return entry;
  }

  /** How many entries it has. */
  final int entries() {
    int behind = next;
    while (behind < end && document(behind) == document) {
      behind++;
    }
    return behind - entry;
  }

  @Override
  public final int docID() {
    return document;
  }

  @Override
  public int advance(int target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long cost() {
    return end - (long) next;
  }

  @Override
  public int freq() {
    return 1;
  }

  @Override
  public int nextPosition() {
    return -1;
  }

  @Override
  public int startOffset() {
    return -1;
  }

  @Override
  public int endOffset() {
    return -1;
  }

  @Override
  public @Nullable BytesRef getPayload() {
    return null;
  }
}
