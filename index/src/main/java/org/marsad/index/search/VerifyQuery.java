package org.marsad.index.search;

import java.io.IOException;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BooleanClause.Occur;
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
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.StoredEvents;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Matcher;

/**
 * Documents that another query proposes and whose events the matcher finds right. For what the
 * index cannot decide alone.
 */
final class VerifyQuery extends Query {
  /** Against clauses that look at terms alone: a read and a decompression. */
  private static final float COST = 2_000;

  /** How many events are looked at before it is asked whether to go on. */
  private static final int ASK_EVERY = 32;

  private final Query candidates;
  private final Matcher matcher;
  private final Schema schema;
  private final @Nullable BitSet fields;
  private final BooleanSupplier over;

  /**
   * Of what is proposed what is right.
   *
   * @param fields what the matcher looks at, or null if it may look at the original
   * @param over whether to end, with {@link SearchEnded}
   */
  VerifyQuery(
      Query candidates,
      Matcher matcher,
      Schema schema,
      @Nullable BitSet fields,
      BooleanSupplier over) {
    this.candidates = candidates;
    this.matcher = matcher;
    this.schema = schema;
    this.fields = fields;
    this.over = over;
  }

  @Override
  public Query rewrite(IndexSearcher searcher) throws IOException {
    Query rewritten = candidates.rewrite(searcher);
    return rewritten.equals(candidates)
        ? this
        : new VerifyQuery(rewritten, matcher, schema, fields, over);
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    Weight inner = candidates.createWeight(searcher, ScoreMode.COMPLETE_NO_SCORES, 1);
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
        ScorerSupplier supplier = inner.scorerSupplier(context);
        return supplier == null ? null : verified(supplier, context, scoreMode, score());
      }

      @Override
      public boolean isCacheable(LeafReaderContext context) {
        return false;
      }
    };
  }

  private ScorerSupplier verified(
      ScorerSupplier inner, LeafReaderContext context, ScoreMode scoreMode, float score) {
    return new ScorerSupplier() {
      @Override
      public Scorer get(long leadCost) throws IOException {
        Scorer proposed = inner.get(leadCost);
        var stored = new StoredEvents(context.reader());
        return new ConstantScoreScorer(score, scoreMode, verify(proposed, stored));
      }

      @Override
      public long cost() {
        return inner.cost();
      }
    };
  }

  private TwoPhaseIterator verify(Scorer proposed, StoredEvents stored) {
    TwoPhaseIterator twoPhase = proposed.twoPhaseIterator();
    DocIdSetIterator approximation =
        twoPhase == null ? proposed.iterator() : twoPhase.approximation();
    return new TwoPhaseIterator(approximation) {
      private int looked;

      @Override
      public boolean matches() throws IOException {
        if (++looked % ASK_EVERY == 0 && over.getAsBoolean()) {
          throw new SearchEnded();
        }
        if (twoPhase != null && !twoPhase.matches()) {
          return false;
        }
        EventBatch.Builder builder = EventBatch.single(schema);
        if (fields == null) {
          stored.load(approximation.docID(), builder);
        } else {
          stored.load(approximation.docID(), fields, builder);
        }
        return matcher.matches(builder.build(), 0);
      }

      @Override
      public float matchCost() {
        return COST + (twoPhase == null ? 0 : twoPhase.matchCost());
      }
    };
  }

  /** Whether a query reads events to decide, in any of its parts. */
  static boolean isIn(Query query) {
    var found = new boolean[1];
    query.visit(
        new QueryVisitor() {
          @Override
          public void visitLeaf(Query leaf) {
            found[0] |= leaf instanceof VerifyQuery;
          }

          @Override
          public QueryVisitor getSubVisitor(Occur occur, Query parent) {
            return this;
          }
        });
    return found[0];
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
    candidates.visit(visitor);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifyQuery that
        && candidates.equals(that.candidates)
        && matcher.equals(that.matcher);
  }

  @Override
  public int hashCode() {
    return Objects.hash(candidates, matcher);
  }

  @Override
  public String toString(String field) {
    return "verified(" + candidates.toString(field) + " in " + IndexFields.BLOCK + ")";
  }
}
