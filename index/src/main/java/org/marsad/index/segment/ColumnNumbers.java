package org.marsad.index.segment;

import org.apache.lucene.index.SortedNumericDocValues;

/** A column of numbers, given once from the first document to the last. */
final class ColumnNumbers extends SortedNumericDocValues {
  private final ColumnWalk walk;
  private final Column column;

  ColumnNumbers(Column column) {
    this.walk = new ColumnWalk(column);
    this.column = column;
  }

  @Override
  public long nextValue() {
    return walk.next();
  }

  @Override
  public int docValueCount() {
    return walk.count();
  }

  @Override
  public int nextDoc() {
    return walk.nextDocument();
  }

  @Override
  public int docID() {
    return walk.document();
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
    return column.size;
  }
}
