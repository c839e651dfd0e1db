package org.marsad.index.search;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.util.BitDocIdSet;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;
import org.marsad.index.field.IndexFields;
import org.marsad.index.field.WholeNumbers;

/**
 * Documents with a number of a field between two others, in those segments where the field has a
 * column of numbers. In others {@link IndexFields#NUMBERS} tells.
 */
final class NumberColumnQuery extends FoundQuery {
  /** Beyond what a column of whole numbers has. */
  private static final double END = 1L << 60;

  /** How many documents are looked at before it is asked whether to go on. */
  private static final int ASK_EVERY = 1 << 14;

  /** To look at all of a column one behind the other takes as long as this part of them alone. */
  private static final int ALONE = 8;

  private final Span span;
  private final BooleanSupplier over;

  private NumberColumnQuery(Span span, BooleanSupplier over, @Nullable Remembered remembered) {
    super(span.field, span, remembered);
    this.span = span;
    this.over = over;
  }

  /**
   * What is asked.
   *
   * @param first the least that fits, as a sortable double
   * @param last the largest
   */
  private record Span(String field, long first, long last) {
    /** The least whole number of a column that is not below the first. */
    long firstWhole() {
      double least = Math.ceil(NumericUtils.sortableLongToDouble(first));
      long whole = (long) Math.clamp(least, -END, END);
      return WholeNumbers.sortable(whole) < first ? whole + 1 : whole;
    }

    /** The largest that is not above the last. */
    long lastWhole() {
      double largest = Math.floor(NumericUtils.sortableLongToDouble(last));
      long whole = (long) Math.clamp(largest, -END, END);
      return WholeNumbers.sortable(whole) > last ? whole - 1 : whole;
    }
  }

  /** Documents that have a number. */
  static NumberColumnQuery of(
      String field, double number, BooleanSupplier over, @Nullable Remembered remembered) {
    return between(field, number, true, number, true, over, remembered);
  }

  /** Documents with a number between two. */
  static NumberColumnQuery between(
      String field,
      double from,
      boolean fromIn,
      double to,
      boolean toIn,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    long first = NumericUtils.doubleToSortableLong(from);
    long last = NumericUtils.doubleToSortableLong(to);
    var span = new Span(field, fromIn ? first : first + 1, toIn ? last : last - 1);
    return new NumberColumnQuery(span, over, remembered);
  }

  @Override
  @Nullable Look look(LeafReader segment) throws IOException {
    FieldInfo info = segment.getFieldInfos().fieldInfo(span.field);
    String kind = info == null ? null : info.getAttribute(IndexFields.COLUMN);
    if (IndexFields.COLUMN_WHOLE.equals(kind)) {
      return look(segment, span.firstWhole(), span.lastWhole());
    }
    return IndexFields.COLUMN_NUMBER.equals(kind) ? look(segment, span.first, span.last) : null;
  }

  private @Nullable Look look(LeafReader segment, long least, long most) throws IOException {
    DocValuesSkipper skipper = segment.getDocValuesSkipper(span.field);
    boolean none = skipper != null && (skipper.maxValue() < least || skipper.minValue() > most);
    return none || least > most
        ? null
        : new ColumnLook(
            DocValues.getSortedNumeric(segment, span.field), least, most, segment.maxDoc(), over);
  }

  /** A look into the column of a segment, at its whole numbers or its sortable doubles. */
  private record ColumnLook(
      SortedNumericDocValues values, long least, long most, int all, BooleanSupplier over)
      implements Look {
    @Override
    public long cost() {
      return values.cost();
    }

    @Override
    public Documents documents() throws IOException {
      var found = new FixedBitSet(all);
      int count = 0;
      int looked = 0;
      for (int document = values.nextDoc();
          document != DocIdSetIterator.NO_MORE_DOCS;
          document = values.nextDoc()) {
        if (++looked % ASK_EVERY == 0 && over.getAsBoolean()) {
          throw new SearchEnded();
        }
        if (fits()) {
          found.set(document);
          count++;
        }
      }
      return new Documents(new BitDocIdSet(found, count), count);
    }

    private boolean fits() throws IOException {
      for (int left = values.docValueCount(); left > 0; left--) {
        long value = values.nextValue();
        if (value >= least && value <= most) {
          return true;
        }
      }
      return false;
    }

    @Override
    public @Nullable TwoPhaseIterator each(long count) {
      if (count > cost() / ALONE) {
        return null;
      }
      return new TwoPhaseIterator(values) {
        @Override
        public boolean matches() throws IOException {
          return fits();
        }

        @Override
        public float matchCost() {
          return 2;
        }
      };
    }
  }

  @Override
  public String toString(String asked) {
    return span.field
        + ":["
        + NumericUtils.sortableLongToDouble(span.first)
        + " TO "
        + NumericUtils.sortableLongToDouble(span.last)
        + "]";
  }
}
