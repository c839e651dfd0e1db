package org.marsad.index.segment;

import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;

/** A column of texts, given once from the first document to the last. */
final class ColumnPlaces extends SortedSetDocValues {
  private final ColumnWalk walk;
  private final Column column;
  private final BytesRef value = new BytesRef();

  ColumnPlaces(Column column) {
    this.walk = new ColumnWalk(column);
    this.column = column;
  }

  @Override
  public long nextOrd() {
    return walk.next();
  }

  @Override
  public int docValueCount() {
    return walk.count();
  }

  @Override
  public BytesRef lookupOrd(long ord) {
    column.texts.get((int) ord, value);
    return value;
  }

  @Override
  public long getValueCount() {
    return column.texts.size();
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
