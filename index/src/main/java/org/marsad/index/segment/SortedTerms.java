package org.marsad.index.segment;

import org.apache.lucene.util.BytesRef;

/**
 * Terms in their order, one behind the other, with where their documents are. Copied out of the
 * dictionary, where they lie in the order they came, so that they can be read several times at the
 * speed of memory.
 */
final class SortedTerms {
  private final byte[] bytes;
  private final int[] ends;
  private final int size;
  private final int documentsFrom;
  private final int[] documentEnds;

  /**
   * As they were copied.
   *
   * @param bytes of all with their names
   * @param ends where those of each end
   * @param documentsFrom where the documents of the first begin
   * @param documentEnds where the documents of each end
   */
  SortedTerms(byte[] bytes, int[] ends, int size, int documentsFrom, int[] documentEnds) {
    this.bytes = bytes;
    this.ends = ends;
    this.size = size;
    this.documentsFrom = documentsFrom;
    this.documentEnds = documentEnds;
  }

  int size() {
    return size;
  }

  /** Points at a term; false behind the last. */
  boolean get(int number, BytesRef term) {
    if (number >= size) {
      return false;
    }
    int from = number == 0 ? 0 : ends[number - 1];
    term.bytes = bytes;
    term.offset = from;
    term.length = ends[number] - from;
    return true;
  }

  int documentsFrom(int number) {
    return number == 0 ? documentsFrom : documentEnds[number - 1];
  }

  int documentsTo(int number) {
    return documentEnds[number];
  }

  /** Where the documents of the last end. */
  int documentsEnd() {
    return documentEnds[size - 1];
  }
}
