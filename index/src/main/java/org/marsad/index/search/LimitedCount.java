package org.marsad.index.search;

import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.CollectionTerminatedException;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;

/** Counts documents up to a limit and then looks at no more of them. One thread. */
final class LimitedCount implements Collector {
  private final long limit;
  private long count;

  LimitedCount(long limit) {
    this.limit = limit;
  }

  long count() {
    return count;
  }

  @Override
  public LeafCollector getLeafCollector(LeafReaderContext context) {
    if (count >= limit) {
      throw new CollectionTerminatedException();
    }
    return new LeafCollector() {
      @Override
      public void setScorer(Scorable scorer) {
        // documents have none
      }

      @Override
      public void collect(int document) {
        if (++count >= limit) {
          throw new CollectionTerminatedException();
        }
      }
    };
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }
}
