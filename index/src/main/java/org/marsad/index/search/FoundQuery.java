package org.marsad.index.search;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Remembered;

/**
 * A clause that finds all its documents of a segment at once, by going through terms or a column,
 * when they are wanted; what was found is kept, see {@link FoundDocuments}.
 */
abstract class FoundQuery extends Query {
  /** About how many bytes most of what is asked takes. */
  private static final int USUAL = 256;

  private final String field;
  private final Object what;
  private final FoundDocuments found;

  /**
   * A clause.
   *
   * @param field whose terms or column it goes through
   * @param what is asked, with equals: two clauses that ask for the same are the same
   * @param remembered where to keep what was found; null for nowhere
   */
  FoundQuery(String field, Object what, @Nullable Remembered remembered) {
    this(field, what, USUAL, remembered);
  }

  /**
   * As above, where what is asked may be long.
   *
   * @param length about how many bytes it takes
   */
  FoundQuery(String field, Object what, long length, @Nullable Remembered remembered) {
    this.field = field;
    this.what = what;
    this.found = new FoundDocuments(what, length, remembered);
  }

  /** A look for documents that has not begun. One thread. */
  interface Look {
    /** About how many documents it finds, or terms it looks at. */
    long cost();

    /** All of them. */
    Documents documents() throws IOException;

    /**
     * A look at documents one by one, for who asks of few of them; null if to find all costs no
     * more.
     *
     * @param count how many of them are asked of, about
     */
    default @Nullable TwoPhaseIterator each(long count) throws IOException {
      return null;
    }

    /** All of them, where they lie one behind the other already; null if they are to be found. */
    default @Nullable DocIdSetIterator listed() throws IOException {
      return null;
    }
  }

  /** A look into a segment; null if it has none of the documents. */
  abstract @Nullable Look look(LeafReader segment) throws IOException;

  /** How many documents of a segment it finds, where that is known at once; else -1. */
  int count(LeafReader segment) throws IOException {
    return -1;
  }

  /** A segment has none of the documents, which is worth to be remembered. */
  final void keepNone(LeafReader segment) {
    found.keep(segment, Documents.NONE);
  }

  /** The field whose terms or column it goes through. */
  final String field() {
    return field;
  }

  @Override
  public final Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
        LeafReader segment = context.reader();
        Documents known = found.in(segment);
        if (known != null) {
          return known.count() == 0 ? null : new Known(known, scoreMode, score());
        }
        Look look = look(segment);
        return look == null ? null : new Found(segment, look, scoreMode, score());
      }

      @Override
      public int count(LeafReaderContext context) throws IOException {
        if (context.reader().hasDeletions()) {
          return -1;
        }
        Documents known = found.in(context.reader());
        return known == null ? total(context.reader()) : known.count();
      }

      @Override
      public boolean isCacheable(LeafReaderContext context) {
        return false;
      }
    };
  }

  /** How many documents of a segment it finds, where that is known, or at once; else -1. */
  private int total(LeafReader segment) throws IOException {
    int known = found.count(segment);
    if (known >= 0) {
      return known;
    }
    int total = count(segment);
    if (total >= 0) {
      found.keepCount(segment, total);
    }
    return total;
  }

  /** Gives documents that were found. */
  private static final class Known extends ScorerSupplier {
    private final Documents documents;
    private final ScoreMode scoreMode;
    private final float score;

    Known(Documents documents, ScoreMode scoreMode, float score) {
      this.documents = documents;
      this.scoreMode = scoreMode;
      this.score = score;
    }

    @Override
    public Scorer get(long leadCost) throws IOException {
      return new ConstantScoreScorer(score, scoreMode, documents.each());
    }

    @Override
    public long cost() {
      return documents.count();
    }
  }

  /** Finds the documents when they are wanted. */
  private final class Found extends ScorerSupplier {
    private final LeafReader segment;
    private final Look look;
    private final ScoreMode scoreMode;
    private final float score;

    Found(LeafReader segment, Look look, ScoreMode scoreMode, float score) {
      this.segment = segment;
      this.look = look;
      this.scoreMode = scoreMode;
      this.score = score;
    }

    @Override
    public Scorer get(long leadCost) throws IOException {
      TwoPhaseIterator each = look.each(leadCost);
      if (each != null) {
        return new ConstantScoreScorer(score, scoreMode, each);
      }
      DocIdSetIterator all = look.listed();
      if (all != null) {
        return new ConstantScoreScorer(score, scoreMode, all);
      }
      Documents documents = look.documents();
      found.keep(segment, documents);
      return new Known(documents, scoreMode, score).get(leadCost);
    }

    @Override
    public long cost() {
      return Math.min(look.cost(), segment.maxDoc());
    }
  }

  @Override
  public final void visit(QueryVisitor visitor) {
    if (visitor.acceptField(field)) {
      visitor.visitLeaf(this);
    }
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof FoundQuery that && what.equals(that.what);
  }

  @Override
  public final int hashCode() {
    return what.hashCode();
  }
}
