package org.marsad.index.segment;

import org.apache.lucene.search.DocIdSetIterator;

/** Goes through the values of a column, document by document. One thread. */
final class ColumnWalk {
  private final int[] documents;
  private final long[] codes;
  private final int size;
  private int begin;
  private int end;
  private int next;
  private int document = -1;

  ColumnWalk(Column column) {
    documents = column.documents;
    codes = column.codes;
    size = column.size;
  }

  /** The next document with values. */
  int nextDocument() {
    begin = end;
    next = begin;
    if (begin == size) {
      document = DocIdSetIterator.NO_MORE_DOCS;
      return document;
    }
    document = documents[begin];
    while (end < size && documents[end] == document) {
      end++;
    }
    return document;
  }

  int document() {
    return document;
  }

  /** How many values it has. */
  int count() {
    return end - begin;
  }

  /** The next of them. */
  long next() {
    return codes[next++];
  }
}
