package org.marsad.index.column;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/** The values of a column as a key: where they have places in an order, these number them. */
final class ColumnKey extends KeyPart {
  private final Column column;
  private final boolean each;
  private final boolean ordered;
  private final LongIds ids = new LongIds();
  private int count;

  /**
   * A key.
   *
   * @param each whether each of several values is a key
   */
  ColumnKey(Column column, boolean each) {
    this.column = column;
    this.each = each;
    this.ordered = column.codes() >= 0;
  }

  @Override
  int of(int document) throws IOException {
    count = column.advance(document);
    return switch (count) {
      case 0 -> 0;
      case 1 -> next();
      default -> each ? SEVERAL : ODD;
    };
  }

  /**
   * How many documents of the whole segment have each value, by its number; null if that would have
   * to be counted, or some have several and their events must tell. Not to be changed.
   */
  int @Nullable [] counts(LeafReader reader) throws IOException {
    return column instanceof TextColumn text && (each || text.isSingle())
        ? text.known().counts(reader, text)
        : null;
  }

  @Override
  int count() {
    return count;
  }

  @Override
  int next() throws IOException {
    long code = column.next();
    return 1 + (ordered ? (int) code : ids.id(code));
  }

  @Override
  @Nullable Value value(int number) throws IOException {
    if (number == 0) {
      return Values.NULL;
    }
    return column.value(ordered ? number - 1 : ids.value(number - 1));
  }

  @Override
  long bytes() {
    return ids.bytes();
  }
}
