package org.marsad.index.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Patience;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.StoredEvents;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchRequest.Cursor;

/** One search in the documents of one reader. One thread; ends when patience is over. */
public final class ShardSearch {
  private static final Sort NEWEST_FIRST =
      new Sort(
          new SortField(IndexFields.TIMESTAMP, SortField.Type.LONG, true),
          new SortField(IndexFields.ID, SortField.Type.LONG, true));
  private static final Sort BY_ID = new Sort(new SortField(IndexFields.ID, SortField.Type.LONG));

  /** How many documents a hit is looked for in at first. */
  private static final double FIRST_LOOK = 20;

  private static final double STEP = 16;
  private static final int PAGE = 500;

  private final IndexSearcher searcher;
  private final Schema schema;
  private final Query matching;
  private final Query query;
  private final @Nullable StoredEvents[] stored;
  private final Patience patience;
  private boolean ended;

  /** A search that has not begun. */
  public ShardSearch(
      IndexReader reader,
      SearchRequest request,
      Schema schema,
      RegexCompiler regexes,
      Patience patience)
      throws IOException {
    searcher = new IndexSearcher(reader);
    stored = new StoredEvents[reader.leaves().size()];
    this.schema = schema;
    this.patience = patience;
    searcher.setTimeout(patience::isOver);
    matching =
        new QueryTranslator(reader, schema, regexes, patience::isOver).translate(request.query());
    query = both(matching, QueryTranslator.time(request.earliest(), request.latest()));
  }

  /** How many documents match. */
  public long count() throws IOException {
    return VerifyQuery.isIn(query) ? countUpTo(Long.MAX_VALUE) : searcher.count(query);
  }

  /**
   * How many documents match, where that needs a look into events no more than a limit: then there
   * may be more.
   */
  @SuppressWarnings("deprecation") // a collector that ends early is for one thread
  public long countUpTo(long limit) throws IOException {
    if (!VerifyQuery.isIn(query)) {
      return searcher.count(query);
    }
    var counted = new LimitedCount(limit);
    try {
      searcher.search(query, counted);
    } catch (SearchEnded _) {
      ended = true;
    }
    return counted.count();
  }

  /** What of the index decides it. */
  List<String> structures() {
    return Structures.of(matching);
  }

  /** About how many documents it touches. */
  long cost() throws IOException {
    long cost = 0;
    Weight weight = weight();
    for (LeafReaderContext leaf : leaves()) {
      ScorerSupplier supplier = weight.scorerSupplier(leaf);
      cost += supplier == null ? 0 : supplier.cost();
    }
    return cost;
  }

  /** Whether {@link #countUpTo} may stop at its limit. */
  public boolean looksIntoEvents() {
    return VerifyQuery.isIn(query);
  }

  /** Whether the deadline came before the end. */
  public boolean timedOut() {
    return ended || searcher.timedOut();
  }

  /**
   * The newest documents behind the cursor, newest first. Looks at the latest stretch of time first
   * and goes back in steps that grow, so that what has many hits is answered from few documents.
   *
   * @param from about when the oldest document is
   * @param to about when the newest one is
   */
  public List<Hit> newest(int size, @Nullable Cursor after, long from, long to) throws IOException {
    Query page = after == null ? query : both(query, behind(after));
    long latest = after == null ? to : Math.min(to, after.timestamp());
    var hits = new ArrayList<Hit>();
    double share = FIRST_LOOK * size / Math.max(1.0, searcher.getIndexReader().maxDoc());
    long begin = after == null ? Long.MAX_VALUE : after.timestamp();
    while (hits.size() < size && begin > from && share < 1 && !timedOut()) {
      double back = ((double) latest - from) * share;
      long next = Math.max(from, latest - (long) back - 1);
      hits.addAll(stretch(page, next, begin, size - hits.size()));
      begin = next;
      share *= STEP;
    }
    if (hits.size() < size && !timedOut()) {
      hits.addAll(stretch(page, Long.MIN_VALUE, begin, size - hits.size()));
    }
    return hits;
  }

  /** The newest documents whose time is above one and at most another. */
  private List<Hit> stretch(Query page, long above, long upTo, int size) throws IOException {
    if (above == Long.MIN_VALUE && upTo == Long.MAX_VALUE) {
      return hits(page, NEWEST_FIRST, size, null);
    }
    long least = above == Long.MIN_VALUE ? above : above + 1;
    return hits(both(page, new TimeQuery(least, upTo)), NEWEST_FIRST, size, null);
  }

  /**
   * Hands the events of all matching documents to the visitor, in the order they lie on disk.
   *
   * @return whether the visitor wanted all of them
   */
  public boolean each(EventStore.ScanVisitor visitor) throws IOException {
    Weight weight = weight();
    for (LeafReaderContext leaf : leaves()) {
      if (!each(leaf, weight, visitor)) {
        return false;
      }
    }
    return true;
  }

  /** As above, of one segment. */
  boolean each(LeafReaderContext leaf, Weight weight, EventStore.ScanVisitor visitor)
      throws IOException {
    Scorer scorer = weight.scorer(leaf);
    if (scorer == null) {
      return true;
    }
    try {
      return each(leaf, scorer.iterator(), visitor);
    } catch (SearchEnded _) {
      ended = true;
      return false;
    }
  }

  /** Hands the events of these documents of a segment to the visitor. */
  boolean each(LeafReaderContext leaf, int[] documents, EventStore.ScanVisitor visitor)
      throws IOException {
    if (documents.length == 0) {
      return true;
    }
    var wanted = new FixedBitSet(leaf.reader().maxDoc());
    for (int document : documents) {
      wanted.set(document);
    }
    return each(leaf, new BitSetIterator(wanted, documents.length), visitor);
  }

  private boolean each(
      LeafReaderContext leaf, DocIdSetIterator documents, EventStore.ScanVisitor visitor)
      throws IOException {
    EventBatch.Builder page = EventBatch.builder(schema);
    var events = new StoredEvents(leaf.reader());
    while (documents.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
      events.load(documents.docID(), page);
      if (page.size() >= PAGE) {
        if (patience.isOver() || !visitor.visit(page.build())) {
          return false;
        }
        page = EventBatch.builder(schema);
      }
    }
    return page.size() == 0 || visitor.visit(page.build());
  }

  /** What matches, for each of the segments. */
  Weight weight() throws IOException {
    return searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
  }

  /** The segments, newest first. */
  List<LeafReaderContext> leaves() {
    return searcher.getIndexReader().leaves();
  }

  /** The documents with the smallest ids above {@code id}, in the order of ids. */
  public List<Hit> above(long id, int size) throws IOException {
    Query page =
        both(
            query, NumericDocValuesField.newSlowRangeQuery(IndexFields.ID, id + 1, Long.MAX_VALUE));
    return hits(page, BY_ID, size, null);
  }

  @SuppressWarnings("deprecation") // a collector of which something is left when the search ends
  private List<Hit> hits(Query page, Sort sort, int size, @Nullable FieldDoc after)
      throws IOException {
    int limit = Math.clamp(searcher.getIndexReader().maxDoc(), 1, size);
    TopFieldCollector collector =
        new TopFieldCollectorManager(sort, limit, after, 1).newCollector();
    try {
      searcher.search(page, collector);
    } catch (SearchEnded _) {
      ended = true;
    }
    TopFieldDocs found = collector.topDocs();
    var hits = new ArrayList<Hit>(found.scoreDocs.length);
    for (ScoreDoc scored : found.scoreDocs) {
      Object[] values = ((FieldDoc) scored).fields;
      boolean byId = values.length == 1;
      long id = (Long) values[values.length - 1];
      hits.add(new Hit(this, scored.doc, byId ? 0 : (Long) values[0], id));
    }
    return hits;
  }

  private void load(int document, EventBatch.Builder batch) throws IOException {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    int leaf = ReaderUtil.subIndex(document, leaves);
    StoredEvents events = stored[leaf];
    if (events == null) {
      events = new StoredEvents(leaves.get(leaf).reader());
      stored[leaf] = events;
    }
    events.load(document - leaves.get(leaf).docBase, batch);
  }

  private static Query behind(Cursor after) {
    var sameTime =
        both(
            NumericDocValuesField.newSlowExactQuery(IndexFields.TIMESTAMP, after.timestamp()),
            NumericDocValuesField.newSlowRangeQuery(
                IndexFields.ID, Long.MIN_VALUE, after.id() - 1));
    if (after.timestamp() == Long.MIN_VALUE) {
      return sameTime;
    }
    return new BooleanQuery.Builder()
        .add(
            NumericDocValuesField.newSlowRangeQuery(
                IndexFields.TIMESTAMP, Long.MIN_VALUE, after.timestamp() - 1),
            Occur.SHOULD)
        .add(sameTime, Occur.SHOULD)
        .build();
  }

  private static Query both(Query a, Query b) {
    if (a instanceof MatchAllDocsQuery || b instanceof MatchAllDocsQuery) {
      return a instanceof MatchAllDocsQuery ? b : a;
    }
    return new BooleanQuery.Builder().add(a, Occur.FILTER).add(b, Occur.FILTER).build();
  }

  /** A document that was found; its reader is still open. */
  public record Hit(ShardSearch search, int document, long timestamp, long id) {
    /** Newest first. */
    public static final Comparator<Hit> ORDER =
        Comparator.comparingLong(Hit::timestamp).thenComparingLong(Hit::id).reversed();

    /** Puts the event into a batch. */
    public void load(EventBatch.Builder batch) throws IOException {
      search.load(document, batch);
    }
  }
}
