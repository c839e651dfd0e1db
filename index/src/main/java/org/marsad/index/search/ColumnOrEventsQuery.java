package org.marsad.index.search;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.FittingValues;
import org.marsad.model.event.Field;

/**
 * A clause about one field that its column decides in segments that have one, and a look into
 * events in others.
 */
final class ColumnOrEventsQuery extends Query {
  private final Field named;
  private final ColumnMatchQuery column;
  private final Query events;

  /**
   * A clause.
   *
   * @param field that the column is of
   * @param events finds the same as the column
   */
  ColumnOrEventsQuery(Field field, ColumnMatchQuery column, Query events) {
    this.named = field;
    this.column = column;
    this.events = events;
  }

  @Override
  public Query rewrite(IndexSearcher searcher) throws IOException {
    Query rewritten = events.rewrite(searcher);
    return rewritten.equals(events) ? this : new ColumnOrEventsQuery(named, column, rewritten);
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    Weight byColumn = column.createWeight(searcher, scoreMode, boost);
    Weight byEvents = events.createWeight(searcher, scoreMode, boost);
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        return in(leaf).scorerSupplier(leaf);
      }

      @Override
      public int count(LeafReaderContext leaf) throws IOException {
        return in(leaf).count(leaf);
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return false;
      }

      private Weight in(LeafReaderContext leaf) {
        return FittingValues.isIn(leaf.reader(), named) ? byColumn : byEvents;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    column.visit(visitor);
    events.visit(visitor);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnOrEventsQuery that
        && column.equals(that.column)
        && events.equals(that.events);
  }

  @Override
  public int hashCode() {
    return Objects.hash(column, events);
  }

  @Override
  public String toString(String asked) {
    return "either(" + column.toString(asked) + ", " + events.toString(asked) + ")";
  }
}
