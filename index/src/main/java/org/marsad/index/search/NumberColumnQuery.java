package org.marsad.index.search;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import org.marsad.index.field.IndexFields;
import org.marsad.index.field.WholeNumbers;

/**
 * Documents with a number of a field between two others, in those segments where the field has a
 * column of numbers. In others {@link IndexFields#NUMBERS} tells.
 */
final class NumberColumnQuery extends Query {
  /** Beyond what a column of whole numbers has. */
  private static final double END = 1L << 60;

  private final String field;

  /** The least and the largest that fit, as sortable doubles. */
  private final long first;

  private final long last;

  private NumberColumnQuery(String field, long first, long last) {
    this.field = field;
    this.first = first;
    this.last = last;
  }

  /** Documents that have a number. */
  static Query of(String field, double number) {
    return of(field, number, true, number, true);
  }

  /** Documents with a number between two. */
  static Query of(String field, double from, boolean fromIn, double to, boolean toIn) {
    long first = NumericUtils.doubleToSortableLong(from);
    long last = NumericUtils.doubleToSortableLong(to);
    return new NumberColumnQuery(field, fromIn ? first : first + 1, toIn ? last : last - 1);
  }

  /** The least whole number of a column that is not below the first. */
  private long firstWhole() {
    double least = Math.ceil(NumericUtils.sortableLongToDouble(first));
    long whole = (long) Math.clamp(least, -END, END);
    return WholeNumbers.sortable(whole) < first ? whole + 1 : whole;
  }

  /** The largest that is not above the last. */
  private long lastWhole() {
    double largest = Math.floor(NumericUtils.sortableLongToDouble(last));
    long whole = (long) Math.clamp(largest, -END, END);
    return WholeNumbers.sortable(whole) > last ? whole - 1 : whole;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    Weight doubles =
        SortedNumericDocValuesField.newSlowRangeQuery(field, first, last)
            .createWeight(searcher, scoreMode, boost);
    Weight wholes =
        SortedNumericDocValuesField.newSlowRangeQuery(field, firstWhole(), lastWhole())
            .createWeight(searcher, scoreMode, boost);
    return new ConstantScoreWeight(this, boost) {
      private @Nullable Weight of(LeafReaderContext context) {
        FieldInfo info = context.reader().getFieldInfos().fieldInfo(field);
        String kind = info == null ? null : info.getAttribute(IndexFields.COLUMN);
        if (IndexFields.COLUMN_WHOLE.equals(kind)) {
          return wholes;
        }
        return IndexFields.COLUMN_NUMBER.equals(kind) ? doubles : null;
      }

      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
        Weight weight = of(context);
        return weight == null ? null : weight.scorerSupplier(context);
      }

      @Override
      public int count(LeafReaderContext context) throws IOException {
        Weight weight = of(context);
        return weight == null ? 0 : weight.count(context);
      }

      @Override
      public boolean isCacheable(LeafReaderContext context) {
        Weight weight = of(context);
        return weight == null || weight.isCacheable(context);
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    if (visitor.acceptField(field)) {
      visitor.visitLeaf(this);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NumberColumnQuery that
        && field.equals(that.field)
        && first == that.first
        && last == that.last;
  }

  @Override
  public int hashCode() {
    return Objects.hash(field, first, last);
  }

  @Override
  public String toString(String asked) {
    return field
        + ":["
        + NumericUtils.sortableLongToDouble(first)
        + " TO "
        + NumericUtils.sortableLongToDouble(last)
        + "]";
  }
}
