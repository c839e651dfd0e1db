package org.marsad.index.segment;

import org.apache.lucene.index.NumericDocValues;

/** A number of every document, given one after the other. */
abstract class DenseNumbers extends NumericDocValues {
  private final int size;
  private int document = -1;

  DenseNumbers(int size) {
    this.size = size;
  }

  @Override
  public int nextDoc() {
    document = document + 1 < size ? document + 1 : NO_MORE_DOCS;
    return document;
  }

  @Override
  public int docID() {
    return document;
  }

  @Override
  public int advance(int target) {
    document = target < size ? target : NO_MORE_DOCS;
    return document;
  }

  @Override
  public boolean advanceExact(int target) {
    document = target;
    return target < size;
  }

  @Override
  public long cost() {
    return size;
  }
}
