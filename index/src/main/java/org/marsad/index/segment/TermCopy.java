package org.marsad.index.segment;

import java.util.Arrays;
import org.marsad.index.field.IndexFields;

/**
 * Copies terms of a dictionary, where they lie in the order they came, one behind the other in
 * their own order. Each is read once; one that is the same as the last is not kept. One thread.
 */
final class TermCopy {
  private final Dictionary terms;
  private final byte[][] prefixes;
  private final byte[] bytes;
  private final int[] ends;
  private int size;
  private int last;
  private int end;

  /**
   * Without terms.
   *
   * @param prefixes the names that the terms begin with, by the number in their group; none if they
   *     begin with none
   * @param ids of the terms that will be added, as they lie in the dictionary
   * @param room for the copy
   */
  TermCopy(Dictionary terms, byte[][] prefixes, int[] ids, Room room) {
    this.terms = terms;
    this.prefixes = prefixes;
    ends = room.ints(ids.length);
    bytes = room.bytes(Math.toIntExact(lengthOf(ids)));
  }

  private long lengthOf(int[] ids) {
    long length = 0;
    for (int id : ids) {
      length += terms.length(id);
      length += prefixes.length == 0 ? 0 : prefixOf(id).length + 1;
    }
    return length;
  }

  private byte[] prefixOf(int id) {
    return prefixes[terms.group(id) / SegmentBuilder.KINDS];
  }

  /** Adds the next term; false if it is the same as the one before. */
  boolean add(int id) {
    int at = end;
    if (prefixes.length > 0) {
      byte[] prefix = prefixOf(id);
      System.arraycopy(prefix, 0, bytes, at, prefix.length);
      at += prefix.length;
      bytes[at++] = IndexFields.SEPARATOR;
    }
    int length = terms.length(id);
    System.arraycopy(terms.pool(), terms.from(id), bytes, at, length);
    at += length;
    if (size > 0 && Arrays.equals(bytes, last, end, bytes, end, at)) {
      return false;
    }
    last = end;
    end = at;
    ends[size++] = at;
    return true;
  }

  /** How many were kept. */
  int size() {
    return size;
  }

  /**
   * Those that were kept.
   *
   * @param documentsFrom where the documents of the first begin
   * @param documentEnds where the documents of each end
   */
  SortedTerms sorted(int documentsFrom, int[] documentEnds) {
    return new SortedTerms(bytes, ends, size, documentsFrom, documentEnds);
  }
}
