package org.marsad.index.segment;

import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;

/**
 * The values of one field in the documents of a segment, see {@link Columns}. Nobody changes it.
 */
final class Column implements ColumnSource {
  private final String name;
  private final String kind;
  private final boolean repeats;
  private final int kinds;

  /** The document of each value, ascending. */
  final int[] documents;

  /** The number or the place of each, ascending within a document. */
  final long[] codes;

  /** How many values there are. */
  final int size;

  /** The distinct values, if they are no numbers. */
  final ColumnTexts texts;

  /** The column that it follows from, so that it has the documents that stand for others alone. */
  final @Nullable String follows;

  Column(
      String name,
      String kind,
      boolean repeats,
      int kinds,
      int[] documents,
      long[] codes,
      int size,
      ColumnTexts texts,
      @Nullable String follows) {
    this.follows = follows;
    this.name = name;
    this.kind = kind;
    this.repeats = repeats;
    this.kinds = kinds;
    this.documents = documents;
    this.codes = codes;
    this.size = size;
    this.texts = texts;
  }

  /**
   * A column of values that ascend by document, in any order within one; both arrays are its own
   * from now on.
   *
   * @param count how many values there are
   */
  static Column of(
      String name,
      String kind,
      int kinds,
      int[] documents,
      long[] codes,
      int count,
      ColumnTexts texts) {
    boolean numbers = !kind.equals(IndexFields.COLUMN_TEXT);
    boolean repeats = false;
    int size = 0;
    int begin = 0;
    for (int i = 0; i < count; i++) {
      int document = documents[i];
      long code = codes[i];
      if (size > 0 && documents[size - 1] != document) {
        begin = size;
      }
      int at = size;
      while (at > begin && codes[at - 1] > code) {
        at--;
      }
      boolean again = at > begin && codes[at - 1] == code;
      repeats |= again;
      if (again && !numbers) {
        continue;
      }
      System.arraycopy(codes, at, codes, at + 1, size - at);
      codes[at] = code;
      documents[size++] = document;
    }
    return new Column(name, kind, repeats, kinds, documents, codes, size, texts, null);
  }

  /**
   * The same values, which follow from those of another column.
   *
   * @param having the documents that stand for others
   * @param places of their values
   */
  Column following(String base, int[] having, long[] places, int count) {
    return new Column(name, kind, repeats, kinds, having, places, count, texts, base);
  }

  /** Whether no document has two values. */
  boolean isSingle() {
    for (int i = 1; i < size; i++) {
      if (documents[i] == documents[i - 1]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public boolean repeats() {
    return repeats;
  }

  @Override
  public int kinds() {
    return kinds;
  }

  @Override
  public Column values() {
    return this;
  }
}
