package org.marsad.index.search;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.SegmentGroups;
import org.marsad.index.field.IndexFields;

/**
 * Documents of a range of time, both ends in it. A segment that lies in the range or outside of it
 * costs nothing, one whose documents are sorted by time two binary searches, others a look at what
 * their skip index does not decide.
 */
final class TimeQuery extends Query {
  private final long first;
  private final long last;
  private final Query slow;

  TimeQuery(long first, long last) {
    this.first = first;
    this.last = last;
    this.slow = NumericDocValuesField.newSlowRangeQuery(IndexFields.TIMESTAMP, first, last);
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    Weight inner = searcher.rewrite(slow).createWeight(searcher, scoreMode, boost);
    return new ConstantScoreWeight(this, boost) {
      @Override
      public int count(LeafReaderContext leaf) throws IOException {
        LeafReader reader = leaf.reader();
        if (reader.hasDeletions()) {
          return -1;
        }
        int[] range = range(reader);
        return range == null ? inner.count(leaf) : range[1] - range[0];
      }

      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        int[] range = range(leaf.reader());
        if (range == null) {
          return inner.scorerSupplier(leaf);
        }
        return range[0] >= range[1] ? null : documents(range, score(), scoreMode);
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return false;
      }
    };
  }

  private static ScorerSupplier documents(int[] range, float score, ScoreMode scoreMode) {
    return new ScorerSupplier() {
      @Override
      public Scorer get(long leadCost) {
        return new ConstantScoreScorer(
            score, scoreMode, DocIdSetIterator.range(range[0], range[1]));
      }

      @Override
      public long cost() {
        return (long) range[1] - range[0];
      }
    };
  }

  /** The documents [from, to) that are in the range; null if they are not one behind the other. */
  int @Nullable [] range(LeafReader reader) throws IOException {
    DocValuesSkipper times = reader.getDocValuesSkipper(IndexFields.TIMESTAMP);
    int all = reader.maxDoc();
    if (times == null || times.docCount() != all) {
      return null;
    }
    if (times.minValue() > last || times.maxValue() < first) {
      return new int[] {0, 0};
    }
    if (times.minValue() >= first && times.maxValue() <= last) {
      return new int[] {0, all};
    }
    if (!SegmentGroups.isNewestFirst(reader)) {
      return null;
    }
    return new int[] {firstUpTo(reader, last, all), firstBelow(reader, all)};
  }

  private int firstBelow(LeafReader reader, int all) throws IOException {
    return first == Long.MIN_VALUE ? all : firstUpTo(reader, first - 1, all);
  }

  /** The first document whose time is no later. */
  private static int firstUpTo(LeafReader reader, long time, int all) throws IOException {
    int low = 0;
    int high = all;
    while (low < high) {
      int middle = (low + high) >>> 1;
      // A fresh view each time: views go forward alone.
      NumericDocValues times = reader.getNumericDocValues(IndexFields.TIMESTAMP);
      if (times != null && times.advanceExact(middle) && times.longValue() > time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TimeQuery that && first == that.first && last == that.last;
  }

  @Override
  public int hashCode() {
    return Objects.hash(first, last);
  }

  @Override
  public String toString(String field) {
    return "time[" + first + " TO " + last + "]";
  }
}
