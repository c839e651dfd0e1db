package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.ValueKind;
import org.marsad.model.expr.Value;

/**
 * What one of several segments has of a column: a column of its own, values that were gathered, or
 * nothing. One thread.
 */
final class ColumnPart {
  private final LeafReader segment;
  private final String name;
  private final @Nullable FieldInfo info;
  private final @Nullable GatheredColumn gathered;

  /**
   * A part of a segment.
   *
   * @param gathered its values, where it has no column of them
   */
  ColumnPart(LeafReader segment, String name, @Nullable GatheredColumn gathered) {
    this.segment = segment;
    this.name = name;
    this.gathered = gathered;
    this.info = column(segment, name);
  }

  /** The column that a segment has of a field, if it has one. */
  static @Nullable FieldInfo column(LeafReader segment, String name) {
    FieldInfo info = segment.getFieldInfos().fieldInfo(name);
    return info == null || info.getAttribute(IndexFields.COLUMN) == null ? null : info;
  }

  static boolean isNumbers(FieldInfo info) {
    return !IndexFields.COLUMN_TEXT.equals(info.getAttribute(IndexFields.COLUMN));
  }

  private static boolean isWhole(FieldInfo info) {
    return IndexFields.COLUMN_WHOLE.equals(info.getAttribute(IndexFields.COLUMN));
  }

  /** Whether its numbers are in a column alone, and no terms. */
  boolean hasNumbersAlone() {
    return info != null && isNumbers(info);
  }

  /** Whether it can be part of a column of numbers. */
  boolean areNumbers() {
    if (info != null) {
      return isNumbers(info);
    }
    return gathered == null || gathered.areNumbers();
  }

  /** Whether it can be part of a column of whole numbers. */
  boolean areWhole() {
    if (info != null) {
      return isWhole(info);
    }
    return gathered == null || gathered.areWhole();
  }

  /** Whether a column can hold its values. */
  boolean fits() {
    return gathered == null || gathered.fits();
  }

  boolean repeats(boolean numbers) {
    if (info != null) {
      return Boolean.parseBoolean(info.getAttribute(IndexFields.REPEATS));
    }
    return gathered != null && gathered.column(name, numbers).repeats();
  }

  int kinds() {
    if (info != null) {
      return Integer.parseInt(info.getAttribute(IndexFields.KINDS));
    }
    return gathered == null ? 0 : gathered.column(name, false).kinds();
  }

  /** The column that it follows from, if it does. */
  @Nullable String follows() {
    return info == null ? null : info.getAttribute(IndexFields.FOLLOWS);
  }

  /** Of one that follows from another: by place there the place here, or -1. */
  int[] following() throws IOException {
    return TextValues.places(segment, name);
  }

  /** Whether {@link #numbers} are what they are instead of sortable. */
  boolean givesWhole() {
    return info != null && isWhole(info);
  }

  /** Its numbers, if it has only such. */
  SortedNumericDocValues numbers() throws IOException {
    if (info != null) {
      return DocValues.getSortedNumeric(segment, name);
    }
    return gathered == null
        ? DocValues.emptySortedNumeric()
        : new ColumnNumbers(gathered.column(name, true));
  }

  /** Its values as texts. */
  SortedSetDocValues texts() throws IOException {
    if (info != null) {
      return isNumbers(info)
          ? new ColumnPlaces(printed().column(name, false))
          : requireNonNull(TextValues.of(segment, name));
    }
    return gathered == null
        ? DocValues.emptySortedSet()
        : new ColumnPlaces(gathered.column(name, false));
  }

  /** Numbers as they were read. */
  private GatheredColumn printed() throws IOException {
    var printed = new GatheredColumn();
    SortedNumericDocValues numbers = DocValues.getSortedNumeric(segment, name);
    while (numbers.nextDoc() != SortedNumericDocValues.NO_MORE_DOCS) {
      for (int left = numbers.docValueCount(); left > 0; left--) {
        long value = numbers.nextValue();
        double number = givesWhole() ? value : NumericUtils.sortableLongToDouble(value);
        byte[] text = Value.of(number).text().getBytes(ISO_8859_1);
        printed.add(numbers.docID(), ValueKind.NUMBER, text, 0, text.length);
      }
    }
    return printed;
  }
}
