package org.marsad.index.column;

import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.WholeNumbers;
import org.marsad.model.event.ValueKind;
import org.marsad.model.expr.Value;

/** Numbers; the code of one is its sortable double. */
final class NumberColumn extends Column {
  private final String name;
  private final SortedNumericDocValues values;
  private final @Nullable NumericDocValues single;
  private final boolean whole;

  private NumberColumn(String name, SortedNumericDocValues values, boolean whole, boolean repeats) {
    super(repeats);
    this.name = name;
    this.whole = whole;
    this.values = values;
    this.single = DocValues.unwrapSingleton(values);
  }

  /**
   * Of a field.
   *
   * @param whole whether it holds whole numbers as they are
   */
  static @Nullable NumberColumn open(LeafReader reader, String name, boolean whole, boolean repeats)
      throws IOException {
    SortedNumericDocValues values = reader.getSortedNumericDocValues(name);
    return values == null ? null : new NumberColumn(name, values, whole, repeats);
  }

  /** The same column from its start. */
  @Nullable NumberColumn anew(LeafReader reader) throws IOException {
    return open(reader, name, whole, repeats());
  }

  String name() {
    return name;
  }

  /** Whether no document has several values. */
  boolean isSingle() {
    return single != null;
  }

  @Override
  int advance(int document) throws IOException {
    NumericDocValues one = single;
    if (one != null) {
      return one.advanceExact(document) ? 1 : 0;
    }
    return values.advanceExact(document) ? values.docValueCount() : 0;
  }

  @Override
  long next() throws IOException {
    NumericDocValues one = single;
    long number = one != null ? one.longValue() : values.nextValue();
    return whole ? WholeNumbers.sortable(number) : number;
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
