package org.marsad.index.search;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.DocIdStream;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.marsad.index.column.Patience;

/**
 * Goes over what matches in a segment in ascending order, a stretch of documents at a time, as
 * Lucene does it fastest: by bits where much matches. One thread.
 */
final class SegmentScan {
  /** Documents between two questions whether to go on; Lucene's windows have 4,096. */
  private static final int STRETCH = 1 << 13;

  private SegmentScan() {}

  /** Takes documents. */
  @FunctionalInterface
  interface Visitor {
    void document(int document) throws IOException;
  }

  /** Is asked after some documents. */
  @FunctionalInterface
  interface GoOn {
    boolean goOn();
  }

  /**
   * How many match of the documents from one on; {@link ShardSearch#UNKNOWN} if patience was over.
   */
  static long count(Weight weight, LeafReaderContext leaf, int from, Patience patience)
      throws IOException {
    var counter = new Counter();
    return scan(weight, leaf, from, counter, () -> !patience.isOver())
        ? counter.count
        : ShardSearch.UNKNOWN;
  }

  /** Hands over all that match, as long as it may go on. */
  static void each(Weight weight, LeafReaderContext leaf, Visitor visitor, GoOn goOn)
      throws IOException {
    scan(weight, leaf, 0, new Each(visitor), goOn);
  }

  private static boolean scan(
      Weight weight, LeafReaderContext leaf, int from, LeafCollector collector, GoOn goOn)
      throws IOException {
    ScorerSupplier supplier = weight.scorerSupplier(leaf);
    BulkScorer scorer = supplier == null ? null : supplier.bulkScorer();
    if (scorer == null) {
      return true;
    }
    Bits live = leaf.reader().getLiveDocs();
    int end = leaf.reader().maxDoc();
    int at = from;
    while (at < end) {
      int upTo = (int) Math.min(end, (long) at + STRETCH);
      int next = scorer.score(collector, live, at, upTo);
      if (next == DocIdSetIterator.NO_MORE_DOCS) {
        return true;
      }
      at = Math.max(upTo, next);
      if (at < end && !goOn.goOn()) {
        return false;
      }
    }
    return true;
  }

  private static final class Counter implements LeafCollector {
    private long count;

    @Override
    public void setScorer(Scorable scorer) {
      // nothing is scored
    }

    @Override
    public void collect(int document) {
      count++;
    }

    @Override
    public void collect(DocIdStream stream) throws IOException {
      count += stream.count();
    }
  }

  private static final class Each implements LeafCollector {
    private final Visitor visitor;

    Each(Visitor visitor) {
      this.visitor = visitor;
    }

    @Override
    public void setScorer(Scorable scorer) {
      // nothing is scored
    }

    @Override
    public void collect(int document) throws IOException {
      visitor.document(document);
    }
  }
}
