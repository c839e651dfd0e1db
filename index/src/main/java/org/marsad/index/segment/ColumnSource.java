package org.marsad.index.segment;

import java.io.IOException;
import org.marsad.index.field.IndexFields;

/** A column that is to be written: what its field says of it, and the values when it is time. */
interface ColumnSource {
  /** The field. */
  String name();

  /** What sort of column it is: {@link IndexFields#COLUMN_TEXT}, or one of numbers. */
  String kind();

  /** Whether its values are numbers, else places in the order of all values. */
  default boolean numbers() {
    return !kind().equals(IndexFields.COLUMN_TEXT);
  }

  /** Whether a document has one value twice. */
  boolean repeats();

  /** The sum of {@code 1 << code} of the kinds of its values. */
  int kinds();

  /** The values. */
  Column values() throws IOException;
}
