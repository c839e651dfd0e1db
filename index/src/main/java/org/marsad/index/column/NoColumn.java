package org.marsad.index.column;

import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/** No document of the segment has the field. */
final class NoColumn extends Column {
  static final NoColumn INSTANCE = new NoColumn();

  private NoColumn() {
    super(false);
  }

  @Override
  int advance(int document) {
    return 0;
  }

  @Override
  long next() {
    throw new IllegalStateException("there are no values");
  }

  @Override
  Value value(long code) {
    return Values.NULL;
  }

  @Override
  String text(long code) {
    return "";
  }

  @Override
  int kinds() {
    return 0;
  }

  @Override
  long codes() {
    return 0;
  }
}
