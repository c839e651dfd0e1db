package org.marsad.index.column;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.ValueKind;
import org.marsad.model.expr.Value;

/** Numbers; the code of one is its sortable double. */
final class NumberColumn extends Column {
  private final SortedNumericDocValues values;

  private NumberColumn(SortedNumericDocValues values, boolean repeats) {
    super(repeats);
    this.values = values;
  }

  static @Nullable NumberColumn open(LeafReader reader, String name, boolean repeats)
      throws IOException {
    SortedNumericDocValues values = reader.getSortedNumericDocValues(name);
    return values == null ? null : new NumberColumn(values, repeats);
  }

  @Override
  int advance(int document) throws IOException {
    return values.advanceExact(document) ? values.docValueCount() : 0;
  }

  @Override
  long next() throws IOException {
    return values.nextValue();
  }

  @Override
  Value value(long code) {
    return Value.of(NumericUtils.sortableLongToDouble(code));
  }

  @Override
  String text(long code) {
    return value(code).text();
  }

  @Override
  int kinds() {
    return 1 << ValueKind.NUMBER.code();
  }

  @Override
  long codes() {
    return -1;
  }
}
