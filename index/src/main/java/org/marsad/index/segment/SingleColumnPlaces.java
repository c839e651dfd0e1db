package org.marsad.index.segment;

import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;

/** A column of texts with one in each document that has any, given once from first to last. */
final class SingleColumnPlaces extends SortedDocValues {
  private final int[] documents;
  private final long[] codes;
  private final int size;
  private final ColumnTexts texts;
  private final BytesRef value = new BytesRef();
  private int at = -1;
  private int document = -1;

  SingleColumnPlaces(Column column) {
    documents = column.documents;
    codes = column.codes;
    size = column.size;
    texts = column.texts;
  }

  @Override
  public int nextDoc() {
    document = ++at < size ? documents[at] : NO_MORE_DOCS;
    return document;
  }

  @Override
  public int docID() {
    return document;
  }

  @Override
  public int ordValue() {
    return (int) codes[at];
  }

  @Override
  public BytesRef lookupOrd(int ord) {
    texts.get(ord, value);
    return value;
  }

  @Override
  public int getValueCount() {
    return texts.size();
  }

  @Override
  public int advance(int target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean advanceExact(int target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long cost() {
    return size;
  }
}
