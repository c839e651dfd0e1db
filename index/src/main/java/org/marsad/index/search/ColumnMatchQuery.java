package org.marsad.index.search;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.DocIdSetBuilder;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.FittingValues;
import org.marsad.index.column.Remembered;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Matcher;

/**
 * Documents that another query proposes and of whose values of one field the matcher finds one
 * right, in segments that have a column of it: what {@link VerifyQuery} finds, but each distinct
 * value is looked at once, and no event is read. Nothing in segments without such a column.
 */
final class ColumnMatchQuery extends FoundQuery {
  /** How many documents are looked at before it is asked whether to go on. */
  private static final int ASK_EVERY = 1_024;

  /** To put together all of what is proposed takes as long as this part of them alone. */
  private static final int ALONE = 8;

  private static final Origin NOBODY = Origin.of("column", Transport.INTERNAL, "");

  private final Query candidates;
  private final Field named;
  private final Matcher matcher;
  private final Schema schema;
  private final BooleanSupplier over;

  /**
   * Of what is proposed what is right.
   *
   * @param candidates decides by itself, without a look into events
   * @param clause what the matcher was made of, which asks of one field alone
   */
  ColumnMatchQuery(
      Query candidates,
      Field field,
      org.marsad.model.query.Query clause,
      Matcher matcher,
      Schema schema,
      BooleanSupplier over,
      @Nullable Remembered remembered) {
    super(field.name(), clause, remembered);
    this.candidates = candidates;
    this.named = field;
    this.matcher = matcher;
    this.schema = schema;
    this.over = over;
  }

  @Override
  @Nullable Look look(LeafReader segment) throws IOException {
    FittingValues values = FittingValues.open(segment, named, this::isRight);
    if (values == null) {
      return null;
    }
    var alone = new IndexSearcher(segment);
    Weight weight = alone.createWeight(alone.rewrite(candidates), ScoreMode.COMPLETE_NO_SCORES, 1);
    ScorerSupplier supplier = weight.scorerSupplier(alone.getLeafContexts().getFirst());
    return supplier == null ? null : new Matching(supplier, values, segment.maxDoc(), over);
  }

  /** Whether an event that has this value alone matches. */
  private boolean isRight(BytesRef bytes, ValueKind kind) {
    EventBatch.Builder event = EventBatch.single(schema);
    event.begin(0, 0, NOBODY, 0, 0);
    int offset = event.append(bytes.bytes, bytes.offset, bytes.length);
    event.add(named.id(), kind, offset, bytes.length);
    event.end();
    return matcher.matches(event.build(), 0);
  }

  /** A look at what is proposed in a segment. */
  private record Matching(
      ScorerSupplier proposed, FittingValues values, int all, BooleanSupplier over)
      implements Look {
    @Override
    public long cost() {
      return proposed.cost();
    }

    @Override
    public Documents documents() throws IOException {
      var builder = new DocIdSetBuilder(all);
      DocIdSetIterator each = proposed.get(Long.MAX_VALUE).iterator();
      int looked = 0;
      for (int document = each.nextDoc();
          document != DocIdSetIterator.NO_MORE_DOCS;
          document = each.nextDoc()) {
        if (++looked % ASK_EVERY == 0 && over.getAsBoolean()) {
          throw new SearchEnded();
        }
        if (values.fits(document)) {
          builder.grow(1).add(document);
        }
      }
      return Documents.of(builder.build());
    }

    @Override
    public @Nullable TwoPhaseIterator each(long count) throws IOException {
      if (count > cost() / ALONE) {
        return null;
      }
      DocIdSetIterator each = proposed.get(count).iterator();
      return new TwoPhaseIterator(each) {
        @Override
        public boolean matches() throws IOException {
          return values.fits(each.docID());
        }

        @Override
        public float matchCost() {
          return 20;
        }
      };
    }
  }

  @Override
  public String toString(String asked) {
    return "matching(" + candidates.toString(asked) + " in column " + field() + ")";
  }
}
