package org.marsad.index.column;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.ValueKind;
import org.marsad.model.expr.Value;

/** The time of each event; its code is itself. */
final class TimeColumn extends Column {
  private final NumericDocValues values;

  private TimeColumn(NumericDocValues values) {
    super(false);
    this.values = values;
  }

  static @Nullable TimeColumn open(LeafReader reader) throws IOException {
    NumericDocValues values = reader.getNumericDocValues(IndexFields.TIMESTAMP);
    return values == null ? null : new TimeColumn(values);
  }

  @Override
  int advance(int document) throws IOException {
    return values.advanceExact(document) ? 1 : 0;
  }

  @Override
  long next() throws IOException {
    return values.longValue();
  }

  @Override
  Value value(long code) {
    return new Value.Moment(code);
  }

  @Override
  String text(long code) {
    return value(code).text();
  }

  @Override
  int kinds() {
    return 1 << ValueKind.TEXT.code();
  }

  @Override
  long codes() {
    return -1;
  }
}
