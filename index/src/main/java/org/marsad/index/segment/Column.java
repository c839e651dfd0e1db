package org.marsad.index.segment;

/** The values of one field in the documents of a segment, for {@link Columns}. */
final class Column {
  private final int field;
  private final boolean numbers;
  private final boolean repeats;
  private final int kinds;
  private final int[] documents;
  private final long[] codes;
  private final int size;
  private final int[] values;

  /**
   * With these values.
   *
   * @param field its id
   * @param numbers whether they are sortable numbers, else places in the order of all values
   * @param repeats whether a document has one value twice
   * @param kinds the sum of {@code 1 << code} of the kinds of its values
   * @param documents the document of each value, ascending
   * @param codes the number or the place of each, ascending within a document
   * @param size how many there are
   * @param values of texts, the numbers of the distinct values in their order
   */
  Column(
      int field,
      boolean numbers,
      boolean repeats,
      int kinds,
      int[] documents,
      long[] codes,
      int size,
      int[] values) {
    this.field = field;
    this.numbers = numbers;
    this.repeats = repeats;
    this.kinds = kinds;
    this.documents = documents;
    this.codes = codes;
    this.size = size;
    this.values = values;
  }

  int field() {
    return field;
  }

  boolean numbers() {
    return numbers;
  }

  boolean repeats() {
    return repeats;
  }

  int kinds() {
    return kinds;
  }

  int[] documents() {
    return documents;
  }

  long[] codes() {
    return codes;
  }

  int size() {
    return size;
  }

  int[] values() {
    return values;
  }
}
