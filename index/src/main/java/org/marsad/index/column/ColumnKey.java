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
  private final Remembered remembered;
  private @Nullable NumberCounts numbers;
  private int count;

  /**
   * A key.
   *
   * @param each whether each of several values is a key
   */
  ColumnKey(Column column, boolean each, Remembered remembered) {
    this.remembered = remembered;
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
    return switch (column) {
      case TextColumn text when each || text.isSingle() -> text.known().counts(reader, text);
      case NumberColumn number when each || number.isSingle() -> {
        numbers = NumberCounts.of(reader, number, remembered);
        yield numbers == null ? null : numbers.counts();
      }
      default -> null;
    };
  }

  /**
   * Whether the numbers of many documents can be told at once, none of which has several values.
   */
  boolean isPlain() {
    return column instanceof TextColumn text && text.isSingle();
  }

  /** How many numbers there are, where they are known beforehand. */
  int size() {
    return (int) column.codes() + 1;
  }

  /** The numbers of documents one behind the other, where they can be told at once. */
  void numbers(int from, int to, int[] into) throws IOException {
    if (column instanceof TextColumn text) {
      text.codes(from, to, into);
    }
  }

  @Override
  int count() {
    return count;
  }

  @Override
  int next() throws IOException {
    long code = column.next();
    NumberCounts known = numbers;
    if (known != null) {
      return 1 + known.place(code);
    }
    return 1 + (ordered ? (int) code : ids.id(code));
  }

  @Override
  @Nullable Value value(int number) throws IOException {
    if (number == 0) {
      return Values.NULL;
    }
    NumberCounts known = numbers;
    if (known != null) {
      return column.value(known.code(number - 1));
    }
    return column.value(ordered ? number - 1 : ids.value(number - 1));
  }

  @Override
  long bytes() {
    return ids.bytes();
  }
}
