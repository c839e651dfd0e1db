package org.marsad.index.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
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
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Patience;
import org.marsad.index.column.Remembered;
import org.marsad.index.column.SegmentGroups;
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

  /** How many documents a hit is looked for in at first. */
  private static final double FIRST_LOOK = 20;

  private static final double STEP = 16;
  private static final int PAGE = 500;

  /** How long events are looked into to be counted, beside what a page needs, in nanoseconds. */
  private static final long MOMENT = 50_000_000;

  /**
   * Questions whether to end, each after some events, that come before it is counted by the clock.
   */
  private static final int FREE_LOOKS = 60;

  private static final long NEVER = Long.MIN_VALUE;

  /** A number that was not found out. */
  static final long UNKNOWN = -1;

  private final IndexSearcher searcher;
  private final Schema schema;
  private final Query matching;
  private final Query query;
  private final @Nullable StoredEvents[] stored;
  private final Patience patience;
  private final long[] known;
  private @Nullable Weight weight;
  private boolean ended;
  private boolean cut;
  private long looks;
  private volatile long countUntil = NEVER;

  /** A search that has not begun. */
  public ShardSearch(
      IndexReader reader,
      SearchRequest request,
      Schema schema,
      RegexCompiler regexes,
      Patience patience,
      Remembered remembered)
      throws IOException {
    searcher = new IndexSearcher(reader);
    stored = new StoredEvents[reader.leaves().size()];
    this.schema = schema;
    this.patience = patience;
    searcher.setTimeout(patience::isOver);
    known = new long[reader.leaves().size()];
    Arrays.fill(known, UNKNOWN);
    matching =
        new QueryTranslator(reader, schema, regexes, this::isOver, remembered)
            .translate(request.query());
    query = both(matching, QueryTranslator.time(request.earliest(), request.latest()));
  }

  /** Whether a clause that looks into events is to end; asked now and then. */
  private boolean isOver() {
    long until = countUntil;
    if (until != NEVER && ++looks > FREE_LOOKS && System.nanoTime() - until >= 0) {
      return true;
    }
    return patience.isOver();
  }

  /** How many documents match. */
  public long count() throws IOException {
    return countUpTo(Long.MAX_VALUE);
  }

  /**
   * How many documents match. Where that needs a look into events no more than a limit, and no
   * longer than a moment where many are looked at: then there may be more, see {@link #isCut}.
   */
  public long countUpTo(long limit) throws IOException {
    if (!looksIntoEvents()) {
      return countAll();
    }
    countUntil = limit == Long.MAX_VALUE ? NEVER : System.nanoTime() + MOMENT;
    long count = 0;
    try {
      for (LeafReaderContext leaf : leaves()) {
        Scorer scorer = weight().scorer(leaf);
        DocIdSetIterator documents = scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
        while (documents.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          if (++count >= limit) {
            cut = true;
            return count;
          }
        }
      }
    } catch (SearchEnded _) {
      cut = true;
      ended |= patience.isOver();
    } finally {
      countUntil = NEVER;
    }
    return count;
  }

  /** How many documents match where no event is read; none if it stopped before the end. */
  private long countAll() throws IOException {
    try {
      return searcher.count(query);
    } catch (SearchEnded _) {
      cut = true;
      ended |= patience.isOver();
      return 0;
    }
  }

  /** Whether {@link #countUpTo} stopped before the end. */
  public boolean isCut() {
    return cut;
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

  /** Whether {@link #countUpTo} may stop before the end. */
  public boolean looksIntoEvents() {
    return VerifyQuery.isIn(query);
  }

  /** Whether the deadline came before the end. */
  public boolean timedOut() {
    return ended || searcher.timedOut();
  }

  /**
   * The newest documents behind the cursor, newest first. Where segments are sorted so, documents
   * are looked at one by one until there are enough; and the rest of a segment is counted on the
   * way, if that is wanted and needs no look into events.
   *
   * @param from about when the oldest document is
   * @param to about when the newest one is
   */
  public List<Hit> newest(int size, @Nullable Cursor after, long from, long to, boolean count)
      throws IOException {
    for (LeafReaderContext leaf : leaves()) {
      if (!SegmentGroups.isNewestFirst(leaf.reader())) {
        return goingBack(size, after, from, to);
      }
    }
    Weight page =
        after == null
            ? weight()
            : weight(both(query, new TimeQuery(Long.MIN_VALUE, after.timestamp())));
    boolean counts = count && after == null && !looksIntoEvents();
    var hits = new ArrayList<Hit>();
    try {
      for (LeafReaderContext leaf : leaves()) {
        boolean full = hits.size() >= size;
        if (!full || newest(leaf.reader()) >= hits.getLast().timestamp()) {
          newest(leaf, page, size, after, counts, hits);
          sort(hits, size);
        }
        if (patience.isOver()) {
          break;
        }
      }
    } catch (SearchEnded _) {
      ended = true;
      sort(hits, size);
    }
    return hits;
  }

  private static void sort(List<Hit> hits, int size) {
    hits.sort(Hit.ORDER);
    hits.subList(Math.min(hits.size(), size), hits.size()).clear();
  }

  private static long newest(LeafReader segment) throws IOException {
    DocValuesSkipper times = segment.getDocValuesSkipper(IndexFields.TIMESTAMP);
    return times == null ? Long.MAX_VALUE : times.maxValue();
  }

  private void newest(
      LeafReaderContext leaf,
      Weight page,
      int size,
      @Nullable Cursor after,
      boolean counts,
      List<Hit> hits)
      throws IOException {
    Scorer scorer = page.scorer(leaf);
    NumericDocValues times = leaf.reader().getNumericDocValues(IndexFields.TIMESTAMP);
    NumericDocValues ids = leaf.reader().getNumericDocValues(IndexFields.ID);
    if (scorer == null || times == null || ids == null) {
      known[leaf.ord] = 0;
      return;
    }
    Hit worst = hits.size() >= size ? hits.getLast() : null;
    DocIdSetIterator documents = scorer.iterator();
    int found = 0;
    for (int document = documents.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = documents.nextDoc()) {
      long time = times.advanceExact(document) ? times.longValue() : 0;
      long id = ids.advanceExact(document) ? ids.longValue() : 0;
      if (after != null && time == after.timestamp() && id >= after.id()) {
        continue;
      }
      var hit = new Hit(this, leaf.docBase + document, time, id);
      if (worst != null && Hit.ORDER.compare(hit, worst) > 0) {
        return;
      }
      hits.add(hit);
      if (++found == size) {
        break;
      }
    }
    if (counts) {
      known[leaf.ord] = rest(leaf, page, documents, found);
    }
  }

  /** How many match in a segment, of which some were gone over. */
  private long rest(LeafReaderContext leaf, Weight page, DocIdSetIterator documents, int found)
      throws IOException {
    int all = page.count(leaf);
    if (all >= 0 || documents.docID() == DocIdSetIterator.NO_MORE_DOCS) {
      return all >= 0 ? all : found;
    }
    int next = documents.docID() + 1;
    long more = next < leaf.reader().maxDoc() ? SegmentScan.count(page, leaf, next, patience) : 0;
    return more == UNKNOWN ? UNKNOWN : found + more;
  }

  /** How many match in a segment, if that was found out on the way; else {@link #UNKNOWN}. */
  long known(LeafReaderContext leaf) {
    return known[leaf.ord];
  }

  /**
   * As above, where documents are in no order: looks at the latest stretch of time first and goes
   * back in steps that grow, so that what has many hits is answered from few documents.
   */
  private List<Hit> goingBack(int size, @Nullable Cursor after, long from, long to)
      throws IOException {
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
    try {
      Scorer scorer = weight.scorer(leaf);
      return scorer == null || each(leaf, scorer.iterator(), visitor);
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

  /**
   * The documents [from, to) that match in a segment, if they are one behind the other because
   * nothing but their time is asked for; else null.
   */
  int @Nullable [] stretch(LeafReaderContext leaf) throws IOException {
    LeafReader segment = leaf.reader();
    if (segment.hasDeletions()) {
      return null;
    }
    return switch (query) {
      case MatchAllDocsQuery _ -> new int[] {0, segment.maxDoc()};
      case TimeQuery time -> time.range(segment);
      default -> null;
    };
  }

  /** What matches, for each of the segments. */
  Weight weight() throws IOException {
    Weight known = weight;
    if (known == null) {
      known = weight(query);
      weight = known;
    }
    return known;
  }

  private Weight weight(Query of) throws IOException {
    return searcher.createWeight(searcher.rewrite(of), ScoreMode.COMPLETE_NO_SCORES, 1);
  }

  /** The segments, newest first. */
  List<LeafReaderContext> leaves() {
    return searcher.getIndexReader().leaves();
  }

  /** The smallest id of all documents and the greatest, which is less if there are none. */
  long[] ids() throws IOException {
    long least = Long.MAX_VALUE;
    long greatest = -1;
    for (LeafReaderContext leaf : leaves()) {
      DocValuesSkipper ids = leaf.reader().getDocValuesSkipper(IndexFields.ID);
      if (ids != null) {
        least = Math.min(least, ids.minValue());
        greatest = Math.max(greatest, ids.maxValue());
      }
    }
    return new long[] {least, greatest};
  }

  /**
   * The documents that match and whose ids are in a range, in the order of ids; null if there are
   * more than {@code most}. When patience ends, those that were found.
   */
  @Nullable List<Hit> between(long from, long to, int most) throws IOException {
    Weight wanted =
        weight(both(query, NumericDocValuesField.newSlowRangeQuery(IndexFields.ID, from, to)));
    var hits = new ArrayList<Hit>();
    try {
      for (LeafReaderContext leaf : leaves()) {
        ended |= patience.isOver();
        if (!ended && !between(leaf, wanted, most, hits)) {
          return null;
        }
      }
    } catch (SearchEnded _) {
      ended = true;
    }
    hits.sort(Comparator.comparingLong(Hit::id));
    return hits;
  }

  /** Those of a segment; false if there are too many. */
  private boolean between(LeafReaderContext leaf, Weight wanted, int most, List<Hit> hits)
      throws IOException {
    Scorer scorer = wanted.scorer(leaf);
    if (scorer == null) {
      return true;
    }
    Bits live = leaf.reader().getLiveDocs();
    NumericDocValues ids = DocValues.getNumeric(leaf.reader(), IndexFields.ID);
    DocIdSetIterator documents = scorer.iterator();
    while (documents.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
      int document = documents.docID();
      if (live != null && !live.get(document)) {
        continue;
      }
      if (hits.size() >= most) {
        return false;
      }
      if (ids.advanceExact(document)) {
        hits.add(new Hit(this, leaf.docBase + document, 0, ids.longValue()));
      }
    }
    return true;
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
      hits.add(new Hit(this, scored.doc, (Long) values[0], (Long) values[1]));
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

    /** Its segment. */
    LeafReaderContext leaf() {
      List<LeafReaderContext> leaves = search.leaves();
      return leaves.get(ReaderUtil.subIndex(document, leaves));
    }

    /** Puts the event into a batch. */
    public void load(EventBatch.Builder batch) throws IOException {
      search.load(document, batch);
    }
  }
}
