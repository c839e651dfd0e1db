package org.marsad.index.segment;

/**
 * The values of one field in the documents of a segment, see {@link Columns}. Nobody changes it.
 */
final class Column {
  /** The field. */
  final int field;

  /** Whether they are numbers, else places in the order of all values. */
  final boolean numbers;

  /** Whether all numbers are whole, and are what they are instead of sortable doubles. */
  final boolean whole;

  /** Whether a document has one value twice. */
  final boolean repeats;

  /** The sum of {@code 1 << code} of the kinds of its values. */
  final int kinds;

  /** The document of each value, ascending. */
  final int[] documents;

  /** The number or the place of each, ascending within a document. */
  final long[] codes;

  /** How many values there are. */
  final int size;

  /** Of texts, the numbers of the distinct values in their order. */
  final int[] values;

  Column(
      int field,
      boolean numbers,
      boolean whole,
      boolean repeats,
      int kinds,
      int[] documents,
      long[] codes,
      int size,
      int[] values) {
    this.field = field;
    this.numbers = numbers;
    this.whole = whole;
    this.repeats = repeats;
    this.kinds = kinds;
    this.documents = documents;
    this.codes = codes;
    this.size = size;
    this.values = values;
  }
}
