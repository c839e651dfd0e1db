package org.marsad.index;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.DirectoryReader;
import org.marsad.index.column.Patience;
import org.marsad.index.column.Remembered;
import org.marsad.index.search.CountSink;
import org.marsad.index.search.FieldSearch;
import org.marsad.index.search.GroupSearch;
import org.marsad.index.search.PageLoad;
import org.marsad.index.search.ShardCursor;
import org.marsad.index.search.ShardSearch;
import org.marsad.index.search.ShardSearch.Hit;
import org.marsad.index.shard.Shard;
import org.marsad.index.shard.Shards;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.EventStore.ScanVisitor;
import org.marsad.model.store.FieldTally;
import org.marsad.model.store.FieldsResult;
import org.marsad.model.store.Groups;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions from the shards of a store. Any thread, at any time; the threads {@code
 * marsad-search-N} work beside the one who asks. What cannot be read is told to who asked, and
 * changes nothing for others.
 */
final class LuceneReading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LuceneReading.class);
  private static final int SCAN_PAGE = 1_000;

  /** Where a page is asked for, events that must be read to be counted are counted up to here. */
  private static final long COUNT_UP_TO = 10_000;

  /** A length of time that is no bound, in nanoseconds. */
  private static final long NEVER = Long.MAX_VALUE / 2;

  private static final int CORES = Runtime.getRuntime().availableProcessors();

  /** How long searches that still run are waited for at the end. */
  private static final Duration LAST_SEARCHES = Duration.ofSeconds(5);

  private final Shards shards;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final long refreshEvery;
  private final Remembered remembered;
  private final ExecutorService searchers = searchers();
  private volatile boolean closing;

  /** Of these shards, which somebody else closes. */
  LuceneReading(Shards shards, Schema schema, RegexCompiler regexes, IndexConfig config) {
    this.shards = shards;
    this.schema = schema;
    this.regexes = regexes;
    this.refreshEvery = config.refreshEvery().toNanos();
    this.remembered = new Remembered(config.remember().bytes());
  }

  /**
   * All of them are there from the start: a thread inherits the nice value of the one that starts
   * it, and who asks first may be in the background.
   */
  private static ExecutorService searchers() {
    var searchers =
        new ThreadPoolExecutor(
            CORES,
            CORES,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("marsad-search-", 0).factory());
    searchers.prestartAllCoreThreads();
    return searchers;
  }

  /** See {@link EventStore#search(SearchRequest, BooleanSupplier)}. */
  SearchResult search(SearchRequest request, BooleanSupplier gone) throws IOException {
    return search(request, gone, request.after() == null);
  }

  /**
   * Searches.
   *
   * @param count whether the total is wanted; else there is no more in it than the page has
   */
  SearchResult search(SearchRequest request, BooleanSupplier gone, boolean count)
      throws IOException {
    long begin = System.nanoTime();
    var patience = patience(request, gone, Long.MAX_VALUE);
    var hits = new ArrayList<Hit>();
    try (HeldReaders readers = readers()) {
      List<ShardSearch> searches = newest(request, patience, hits, readers, count);
      int size = Math.min(hits.size(), request.size());
      var total = new CountSink(gone);
      if (count) {
        count(searches, request, patience, total);
      }
      EventBatch page = new PageLoad(schema, searchers).load(hits.subList(0, size));
      Hit last = size > 0 && size == request.size() ? hits.get(size - 1) : null;
      boolean complete = patience.end() == Patience.End.NONE;
      return new SearchResult(
          page,
          Math.max(size, total.count()),
          count && complete && total.isExact(),
          complete,
          complete ? List.of() : List.of(why(patience, request)),
          last == null ? null : new SearchRequest.Cursor(last.timestamp(), last.id()),
          Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  private static String why(Patience patience, SearchRequest request) {
    return patience.end() == Patience.End.GONE
        ? "the search was told to end"
        : "the time of "
            + request.timeout().toMillis()
            + " ms was over before all shards were searched; the newest were";
  }

  /**
   * Finds the newest hits, shard by shard as long as older ones may have some.
   *
   * @param all whether to open the shards behind, too
   */
  private List<ShardSearch> newest(
      SearchRequest request, Patience patience, List<Hit> hits, HeldReaders readers, boolean all)
      throws IOException {
    var searches = new ArrayList<ShardSearch>();
    for (Shard shard : shards.overlapping(request.earliest(), request.latest())) {
      boolean wanted = hits.size() < request.size() || shard.maxTime() >= oldest(hits);
      if (patience.isOver() || !(wanted || all)) {
        break;
      }
      DirectoryReader reader = readers.open(shard);
      if (reader == null) {
        continue;
      }
      var search = new ShardSearch(reader, request, schema, regexes, patience, remembered);
      searches.add(search);
      if (wanted && request.size() > 0) {
        hits.addAll(
            search.newest(
                request.size(),
                request.after(),
                Math.max(shard.minTime(), request.earliest()),
                Math.min(shard.maxTime(), request.latest()),
                all));
        hits.sort(Hit.ORDER);
        hits.subList(Math.min(hits.size(), request.size()), hits.size()).clear();
      }
    }
    return searches;
  }

  /**
   * Counts all that match, segments side by side; where a page was asked for, what must be read to
   * be counted only up to a bound.
   */
  private void count(
      List<ShardSearch> searches, SearchRequest request, Patience patience, CountSink total)
      throws IOException {
    boolean bounded =
        request.size() > 0 && searches.stream().anyMatch(ShardSearch::looksIntoEvents);
    if (!bounded) {
      var counting =
          new GroupSearch(CountSink.COUNT, schema, total, patience, remembered, searchers, CORES);
      for (ShardSearch search : searches) {
        counting.add(search);
      }
      counting.run();
      return;
    }
    for (ShardSearch search : searches) {
      if (!total.isExact() || patience.isOver()) {
        return;
      }
      total.add(search.countUpTo(COUNT_UP_TO - total.count()), search.isCut());
    }
  }

  /** See {@link EventStore#aggregate}. */
  void aggregate(SearchRequest request, Aggregation aggregation, Groups groups) throws IOException {
    var patience = patience(request, groups::isStopped, groups.room());
    try (HeldReaders readers = readers()) {
      counted(request, aggregation, groups, readers.open(request), patience);
    }
  }

  /** Adds up what these readers see. */
  GroupSearch counted(
      SearchRequest request,
      Aggregation aggregation,
      Groups groups,
      List<DirectoryReader> readers,
      Patience patience)
      throws IOException {
    var search =
        new GroupSearch(aggregation, schema, groups, patience, remembered, searchers, CORES);
    for (DirectoryReader reader : readers) {
      search.add(new ShardSearch(reader, request, schema, regexes, patience, remembered));
    }
    search.run();
    return search;
  }

  /** See {@link EventStore#fields}. */
  FieldsResult fields(SearchRequest request, int top, BooleanSupplier gone) throws IOException {
    long begin = System.nanoTime();
    var patience = patience(request, gone, Long.MAX_VALUE);
    try (HeldReaders readers = readers()) {
      var search = new FieldSearch(schema, patience, remembered);
      for (DirectoryReader reader : readers.open(request)) {
        search.add(new ShardSearch(reader, request, schema, regexes, patience, remembered));
      }
      FieldTally tally = search.run(searchers, CORES);
      boolean complete = patience.end() == Patience.End.NONE;
      return new FieldsResult(
          tally.events(),
          tally.facts(top),
          complete,
          complete ? List.of() : List.of(why(patience, request)),
          Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  private static long oldest(List<Hit> hits) {
    return hits.isEmpty() ? Long.MAX_VALUE : hits.getLast().timestamp();
  }

  /** See {@link EventStore#scan}. */
  void scan(SearchRequest request, ScanVisitor visitor) throws IOException {
    try (HeldReaders readers = readers()) {
      scan(request, readers.open(request), visitor);
    }
  }

  private void scan(SearchRequest request, List<DirectoryReader> readers, ScanVisitor visitor)
      throws IOException {
    var cursors =
        new PriorityQueue<ShardCursor>(Comparator.comparingLong(cursor -> cursor.hit().id()));
    for (DirectoryReader reader : readers) {
      var cursor =
          new ShardCursor(
              new ShardSearch(reader, request, schema, regexes, patience(visitor), remembered));
      if (cursor.isAtHit()) {
        cursors.add(cursor);
      }
    }
    EventBatch.Builder page = EventBatch.builder(schema);
    for (ShardCursor least = cursors.poll(); least != null; least = cursors.poll()) {
      least.hit().load(page);
      least.next();
      if (least.isAtHit()) {
        cursors.add(least);
      }
      if (page.size() == SCAN_PAGE) {
        if (!visitor.visit(page.build())) {
          return;
        }
      }
    }
    if (page.size() > 0) {
      visitor.visit(page.build());
    }
  }

  /** See {@link EventStore#stream}. */
  void stream(SearchRequest request, boolean newestFirst, ScanVisitor visitor) throws IOException {
    if (newestFirst) {
      streamNewest(request, visitor);
      return;
    }
    try (HeldReaders readers = readers()) {
      for (DirectoryReader reader : readers.open(request)) {
        if (!new ShardSearch(reader, request, schema, regexes, patience(visitor), remembered)
            .each(visitor)) {
          return;
        }
      }
    }
  }

  /** Page by page, nothing of which is counted. */
  private void streamNewest(SearchRequest request, ScanVisitor visitor) throws IOException {
    int size = EventStore.FIRST_PAGE;
    SearchRequest.Cursor after = null;
    do {
      SearchResult page = search(request.sized(size).after(after), visitor::isStopped, false);
      if (page.hits().size() > 0 && !visitor.visit(page.hits())) {
        return;
      }
      after = page.complete() ? page.next() : null;
      // Each page costs a look at all that match, so that they grow.
      size = Math.min(size * 4, SearchRequest.MAX_SIZE);
    } while (after != null);
  }

  /** What was found out about segments. */
  Remembered remembered() {
    return remembered;
  }

  /** Readers for one question; none is open yet. */
  HeldReaders readers() {
    return new HeldReaders(shards, schema, refreshEvery);
  }

  /** As long as a request lets it last, and nobody ends it. */
  Patience patience(SearchRequest request, BooleanSupplier gone, long room) {
    long until = System.nanoTime() + request.timeout().toNanos();
    return new Patience(until, () -> closing || gone.getAsBoolean(), room);
  }

  /** As long as the visitor wants more. */
  private Patience patience(ScanVisitor visitor) {
    return new Patience(
        System.nanoTime() + NEVER, () -> closing || visitor.isStopped(), Long.MAX_VALUE);
  }

  /** Tells searches that still run to end, and waits for them, but not for ever. */
  @Override
  public void close() {
    closing = true;
    searchers.shutdown();
    try {
      if (!searchers.awaitTermination(LAST_SEARCHES.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("searches still run {} after they were told to end", LAST_SEARCHES);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
