package org.marsad.index.segment;

import org.apache.lucene.util.BytesRef;
import org.marsad.index.field.IndexFields;

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

  private SortedTerms(byte[] bytes, int[] ends, int size, int documentsFrom, int[] documentEnds) {
    this.bytes = bytes;
    this.ends = ends;
    this.size = size;
    this.documentsFrom = documentsFrom;
    this.documentEnds = documentEnds;
  }

  /**
   * The terms of a dictionary.
   *
   * @param prefixes the names that the terms begin with, by the number in their group; none if they
   *     begin with none
   * @param ids the terms in their order
   * @param size of all with their names
   * @param documentsFrom where the documents of the first begin
   * @param documentEnds where the documents of each end
   * @param room for a copy of them
   */
  static SortedTerms of(
      Dictionary terms,
      byte[][] prefixes,
      int[] ids,
      long size,
      int documentsFrom,
      int[] documentEnds,
      Room room) {
    int[] ends = room.ints(ids.length);
    byte[] bytes = room.bytes(Math.toIntExact(size));
    int at = 0;
    for (int i = 0; i < ids.length; i++) {
      int id = ids[i];
      if (prefixes.length > 0) {
        byte[] prefix = prefixes[terms.group(id) / SegmentBuilder.KINDS];
        System.arraycopy(prefix, 0, bytes, at, prefix.length);
        at += prefix.length;
        bytes[at++] = IndexFields.SEPARATOR;
      }
      int length = terms.length(id);
      System.arraycopy(terms.pool(), terms.from(id), bytes, at, length);
      at += length;
      ends[i] = at;
    }
    return new SortedTerms(bytes, ends, ids.length, documentsFrom, documentEnds);
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
