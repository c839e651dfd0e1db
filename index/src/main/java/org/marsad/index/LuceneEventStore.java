package org.marsad.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.column.Patience;
import org.marsad.index.field.FieldNames;
import org.marsad.index.search.CountSink;
import org.marsad.index.search.FieldSearch;
import org.marsad.index.search.GroupSearch;
import org.marsad.index.search.PlanSearch;
import org.marsad.index.search.ShardCursor;
import org.marsad.index.search.ShardSearch;
import org.marsad.index.search.ShardSearch.Hit;
import org.marsad.index.shard.Forgotten;
import org.marsad.index.shard.RootCommit;
import org.marsad.index.shard.Shard;
import org.marsad.index.shard.Shards;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.Aggregation;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.FieldTally;
import org.marsad.model.store.FieldsResult;
import org.marsad.model.store.Groups;
import org.marsad.model.store.SearchPlan;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events in time-partitioned Lucene shards. {@link #accept} hands batches to the one thread {@code
 * marsad-shard-writer}, which also commits; searches read what is visible on their own thread.
 *
 * <p>If Lucene cannot write, the store has failed for good: accept throws, the log keeps what was
 * not durable here, and a new process goes on from there.
 */
public final class LuceneEventStore implements EventStore {
  private static final Logger LOG = LoggerFactory.getLogger(LuceneEventStore.class);
  private static final String NAME = "index";
  private static final int QUEUE = 8;
  private static final int SCAN_PAGE = 1_000;

  /** Where a page is asked for, events that must be read to be counted are counted up to here. */
  private static final long COUNT_UP_TO = 10_000;

  /** A length of time that is no bound, in nanoseconds. */
  private static final long NEVER = Long.MAX_VALUE / 2;

  /** Bytes that finding out about a search may take. */
  private static final long EXPLAIN_ROOM = 256L << 20;

  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final long FORGET_EVERY = Duration.ofSeconds(30).toNanos();

  private final IndexConfig config;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final InstantSource clock;
  private final Shards shards;
  private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread = new Thread(this::write, "marsad-shard-writer");
  private final ExecutorService searchers = searchers();
  private final Metrics.Counter added;
  private final Metrics.Counter forgotten;
  private final Consumer<Forgotten> told;
  private volatile long position;
  private volatile @Nullable IOException failure;
  private long nextId;
  private long committedAt = System.nanoTime();
  private long committingTo;
  private Future<?> committing = CompletableFuture.completedFuture(null);
  private long forgotAt = System.nanoTime() - FORGET_EVERY;

  private LuceneEventStore(
      IndexConfig config,
      Schema schema,
      RegexCompiler regexes,
      Metrics metrics,
      InstantSource clock,
      Consumer<Forgotten> told)
      throws IOException {
    this.told = told;
    this.config = config;
    this.schema = schema;
    this.regexes = regexes;
    this.clock = clock;
    this.shards = new Shards(config, schema, metrics);
    this.position = RootCommit.read(config.folder());
    this.nextId = position;
    this.committingTo = position;
    added = metrics.counter("marsad_index_events", "Events added to the index.");
    forgotten =
        metrics.counter(
            "marsad_index_forgotten_events", "Events deleted with their shards, by the settings.");
    metrics.gauge("marsad_index_shards", "Shards.", shards::size);
    metrics.gauge("marsad_index_held", "Events held.", shards::count);
    metrics.gauge("marsad_index_queue", "Batches that wait for the writer.", queue::size);
  }

  /**
   * Opens the store of a folder, made if it is not there.
   *
   * @throws IOException if it cannot be read, with the shard and what helps
   */
  public static LuceneEventStore open(
      IndexConfig config,
      Schema schema,
      RegexCompiler regexes,
      Metrics metrics,
      InstantSource clock)
      throws IOException {
    return open(config, schema, regexes, metrics, clock, _ -> {});
  }

  /**
   * As above.
   *
   * @param told is told each shard that was deleted by the settings, on the thread that writes
   */
  public static LuceneEventStore open(
      IndexConfig config,
      Schema schema,
      RegexCompiler regexes,
      Metrics metrics,
      InstantSource clock,
      Consumer<Forgotten> told)
      throws IOException {
    var store = new LuceneEventStore(config, schema, regexes, metrics, clock, told);
    store.thread.start();
    return store;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long position() {
    return position;
  }

  /** Why nothing is indexed any more, if that is so. */
  public Optional<String> problem() {
    return Optional.ofNullable(failure).map(why -> "the index has failed: " + why.getMessage());
  }

  @Override
  public void accept(EventBatch batch) throws InterruptedException {
    if (!batch.isTick()) {
      submit(new Add(batch));
    }
  }

  private void submit(Task task) throws InterruptedException {
    do {
      IOException failed = failure;
      if (failed != null) {
        throw new UncheckedIOException("the index has failed: " + failed.getMessage(), failed);
      }
    } while (!queue.offer(task, 100, TimeUnit.MILLISECONDS));
  }

  private void write() {
    boolean open = true;
    while (open) {
      Task task = null;
      try {
        if (System.nanoTime() - forgotAt >= FORGET_EVERY) {
          forget();
        }
        task = queue.poll(100, TimeUnit.MILLISECONDS);
        switch (task) {
          case null -> {}
          case Add add -> add(add.batch);
          case Sync sync -> {
            if (sync.durable) {
              commitNow();
              finishCommit();
            }
            sync.done.complete(null);
          }
          case Abandon abandon -> {
            shards.abandon();
            abandon.done.complete(null);
            open = false;
          }
          case Stop stop -> {
            stop();
            stop.done.complete(null);
            open = false;
          }
        }
        if (open && committing.isDone()) {
          finishCommit();
          if (System.nanoTime() - committedAt >= config.commitEvery().toNanos()) {
            commitNow();
          }
        }
      } catch (IOException e) {
        fail(e, task);
        open = false;
      } catch (InterruptedException e) {
        fail(new IOException("the writer was interrupted", e), task);
        open = false;
      } catch (RuntimeException | Error e) {
        fail(new IOException("the writer failed: " + e, e), task);
        open = false;
      }
    }
  }

  private void add(EventBatch batch) throws IOException {
    long indexed = Nanos.of(clock.instant());
    long count = 0;
    for (int row = 0; row < batch.size(); row++) {
      long id = batch.id(row);
      if (id < nextId) {
        continue;
      }
      Shard shard = shards.place(batch, row);
      if (id >= shard.nextId()) {
        shard.add(batch, row, indexed);
        count++;
      }
      nextId = id + 1;
    }
    added.add(count);
    shards.relieve();
  }

  /** Lets shards go whose time has come. */
  private void forget() throws IOException {
    forgotAt = System.nanoTime();
    for (Forgotten shard : shards.forget(Nanos.of(clock.instant()))) {
      LOG.warn("{}", shard);
      forgotten.add(shard.events());
      told.accept(shard);
    }
  }

  /** Begins a commit of everything added, where there is anything new. */
  private void commitNow() throws IOException {
    finishCommit();
    committedAt = System.nanoTime();
    committingTo = nextId;
    committing = shards.commit(nextId);
  }

  /** Waits for the commit that was begun last. */
  private void finishCommit() throws IOException {
    Shards.await(committing);
    position = committingTo;
  }

  private void stop() throws IOException {
    commitNow();
    finishCommit();
    shards.close();
  }

  private void fail(IOException why, @Nullable Task task) {
    LOG.error("the index has failed; the journal keeps what it did not make durable", why);
    failure = why;
    shards.abandon();
    var waiting = new ArrayList<Task>();
    queue.drainTo(waiting);
    if (task != null) {
      waiting.add(task);
    }
    waiting.forEach(each -> each.fail(why));
  }

  private static ExecutorService searchers() {
    var number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        CORES,
        task ->
            Thread.ofPlatform()
                .daemon()
                .name("marsad-search-" + number.getAndIncrement())
                .unstarted(task));
  }

  @Override
  public SearchResult search(SearchRequest request) throws IOException {
    return search(request, () -> false);
  }

  @Override
  public SearchResult search(SearchRequest request, BooleanSupplier gone) throws IOException {
    return search(request, gone, request.after() == null);
  }

  /**
   * Searches.
   *
   * @param count whether the total is wanted; else there is no more in it than the page has
   */
  private SearchResult search(SearchRequest request, BooleanSupplier gone, boolean count)
      throws IOException {
    long begin = System.nanoTime();
    var patience = new Patience(begin + request.timeout().toNanos(), gone, Long.MAX_VALUE);
    var hits = new ArrayList<Hit>();
    var readers = new ArrayList<DirectoryReader>();
    try {
      List<ShardSearch> searches = newest(request, patience, hits, readers, count);
      int size = Math.min(hits.size(), request.size());
      var total = new CountSink(gone);
      if (count) {
        count(searches, request, patience, total);
      }
      EventBatch.Builder page = EventBatch.builder(schema);
      for (Hit hit : hits.subList(0, size)) {
        hit.load(page);
      }
      Hit last = size > 0 && size == request.size() ? hits.get(size - 1) : null;
      boolean complete = patience.end() == Patience.End.NONE;
      return new SearchResult(
          page.build(),
          Math.max(size, total.count()),
          count && complete && total.isExact(),
          complete,
          complete ? List.of() : List.of(why(patience, request)),
          last == null ? null : new SearchRequest.Cursor(last.timestamp(), last.id()),
          Duration.ofNanos(System.nanoTime() - begin));
    } finally {
      release(readers);
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
      SearchRequest request,
      Patience patience,
      List<Hit> hits,
      List<DirectoryReader> readers,
      boolean all)
      throws IOException {
    var searches = new ArrayList<ShardSearch>();
    for (Shard shard : shards.overlapping(request.earliest(), request.latest())) {
      boolean wanted = hits.size() < request.size() || shard.maxTime() >= oldest(hits);
      if (patience.isOver() || !(wanted || all)) {
        break;
      }
      DirectoryReader reader = acquire(shard);
      if (reader == null) {
        continue;
      }
      readers.add(reader);
      var search = new ShardSearch(reader, request, schema, regexes, patience);
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
      var counting = new GroupSearch(CountSink.COUNT, schema, total, patience, searchers, CORES);
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

  @Override
  public boolean aggregate(SearchRequest request, Aggregation aggregation, Groups groups)
      throws IOException {
    var readers = new ArrayList<DirectoryReader>();
    var patience =
        new Patience(
            System.nanoTime() + request.timeout().toNanos(), groups::isStopped, groups.room());
    try {
      var search = new GroupSearch(aggregation, schema, groups, patience, searchers, CORES);
      acquire(request, readers);
      for (DirectoryReader reader : readers) {
        search.add(new ShardSearch(reader, request, schema, regexes, patience));
      }
      search.run();
      return true;
    } finally {
      release(readers);
    }
  }

  @Override
  public FieldsResult fields(SearchRequest request, int top, BooleanSupplier gone)
      throws IOException {
    long begin = System.nanoTime();
    var patience = new Patience(begin + request.timeout().toNanos(), gone, Long.MAX_VALUE);
    var readers = new ArrayList<DirectoryReader>();
    try {
      var search = new FieldSearch(schema, patience);
      acquire(request, readers);
      for (DirectoryReader reader : readers) {
        search.add(new ShardSearch(reader, request, schema, regexes, patience));
      }
      FieldTally tally = search.run(searchers, CORES);
      boolean complete = patience.end() == Patience.End.NONE;
      return new FieldsResult(
          tally.events(),
          tally.facts(top),
          complete,
          complete ? List.of() : List.of(why(patience, request)),
          Duration.ofNanos(System.nanoTime() - begin));
    } finally {
      release(readers);
    }
  }

  @Override
  public SearchPlan explain(
      SearchRequest request, @Nullable Aggregation aggregation, BooleanSupplier gone)
      throws IOException {
    var patience =
        new Patience(System.nanoTime() + request.timeout().toNanos(), gone, EXPLAIN_ROOM);
    var readers = new ArrayList<DirectoryReader>();
    var parts = new ArrayList<SearchPlan.Part>();
    var stages = new ArrayList<SearchPlan.Stage>();
    try {
      long begin = System.nanoTime();
      for (Shard shard : shards.all()) {
        parts.add(part(shard, request, readers));
      }
      stages.add(stage("open shards", begin, readers.size() + " of " + parts.size()));
      if (aggregation == null) {
        pages(request, gone, stages);
      } else {
        groups(request, aggregation, readers, gone, stages);
      }
      var plan = new PlanSearch(request, schema, regexes, patience);
      if (aggregation != null) {
        plan.withoutColumns(aggregation, readers);
      }
      begin = System.nanoTime();
      List<SearchPlan.Clause> clauses = plan.clauses(readers);
      stages.add(stage("look at each clause alone", begin, clauses.size() + " clauses"));
      return new SearchPlan(
          parts, clauses, stages, plan.notes(), patience.end() == Patience.End.NONE);
    } finally {
      release(readers);
    }
  }

  private SearchPlan.Part part(Shard shard, SearchRequest request, List<DirectoryReader> readers)
      throws IOException {
    if (!shard.overlaps(request.earliest(), request.latest())) {
      return new SearchPlan.Part(
          shard.name(),
          shard.count(),
          0,
          "its events are from "
              + Nanos.format(shard.minTime())
              + " to "
              + Nanos.format(shard.maxTime()));
    }
    DirectoryReader reader = acquire(shard);
    if (reader == null) {
      return new SearchPlan.Part(shard.name(), shard.count(), 0, "it is empty");
    }
    readers.add(reader);
    return new SearchPlan.Part(shard.name(), shard.count(), reader.leaves().size(), "");
  }

  private void pages(SearchRequest request, BooleanSupplier gone, List<SearchPlan.Stage> stages)
      throws IOException {
    long begin = System.nanoTime();
    SearchResult page = search(request, gone, false);
    stages.add(stage("find the newest " + request.size(), begin, page.hits().size() + " events"));
    begin = System.nanoTime();
    SearchResult counted = search(request, gone, true);
    stages.add(
        stage(
            "the same with the total",
            begin,
            (counted.exact() ? "" : "at least ") + counted.total() + " events"));
  }

  private void groups(
      SearchRequest request,
      Aggregation aggregation,
      List<DirectoryReader> readers,
      BooleanSupplier gone,
      List<SearchPlan.Stage> stages)
      throws IOException {
    long begin = System.nanoTime();
    var counted = new CountSink(gone);
    var patience = new Patience(begin + request.timeout().toNanos(), gone, EXPLAIN_ROOM);
    var search = new GroupSearch(aggregation, schema, counted, patience, searchers, CORES);
    for (DirectoryReader reader : readers) {
      search.add(new ShardSearch(reader, request, schema, regexes, patience));
    }
    search.run();
    stages.add(
        stage(
            "add up in columns",
            begin,
            search.inColumns()
                + " of "
                + search.segments()
                + " segments from columns, the others from their events"));
  }

  private static SearchPlan.Stage stage(String name, long begin, String detail) {
    return new SearchPlan.Stage(name, System.nanoTime() - begin, detail);
  }

  private static long oldest(List<Hit> hits) {
    return hits.isEmpty() ? Long.MAX_VALUE : hits.getLast().timestamp();
  }

  @Override
  public void scan(SearchRequest request, ScanVisitor visitor) throws IOException {
    var readers = new ArrayList<DirectoryReader>();
    try {
      acquire(request, readers);
      scan(request, readers, visitor);
    } finally {
      release(readers);
    }
  }

  private void scan(SearchRequest request, List<DirectoryReader> readers, ScanVisitor visitor)
      throws IOException {
    var cursors =
        new PriorityQueue<ShardCursor>(Comparator.comparingLong(cursor -> cursor.hit().id()));
    for (DirectoryReader reader : readers) {
      var cursor =
          new ShardCursor(new ShardSearch(reader, request, schema, regexes, patience(visitor)));
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
        page = EventBatch.builder(schema);
      }
    }
    if (page.size() > 0) {
      visitor.visit(page.build());
    }
  }

  @Override
  public void stream(SearchRequest request, boolean newestFirst, ScanVisitor visitor)
      throws IOException {
    if (newestFirst) {
      streamNewest(request, visitor);
      return;
    }
    var readers = new ArrayList<DirectoryReader>();
    try {
      acquire(request, readers);
      for (DirectoryReader reader : readers) {
        if (!new ShardSearch(reader, request, schema, regexes, patience(visitor)).each(visitor)) {
          return;
        }
      }
    } finally {
      release(readers);
    }
  }

  /** Page by page, nothing of which is counted. */
  private void streamNewest(SearchRequest request, ScanVisitor visitor) throws IOException {
    int size = FIRST_PAGE;
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

  /** As long as the visitor wants more. */
  private static Patience patience(ScanVisitor visitor) {
    return new Patience(System.nanoTime() + NEVER, visitor::isStopped, Long.MAX_VALUE);
  }

  /** Opens a reader of each shard that may have events of the request's range. */
  private void acquire(SearchRequest request, List<DirectoryReader> readers) throws IOException {
    for (Shard shard : shards.overlapping(request.earliest(), request.latest())) {
      DirectoryReader reader = acquire(shard);
      if (reader != null) {
        readers.add(reader);
      }
    }
  }

  /** A reader of a shard, whose names are known from now on; null if it has nothing to read. */
  private @Nullable DirectoryReader acquire(Shard shard) throws IOException {
    DirectoryReader reader = shard.acquire(config.refreshEvery().toNanos());
    if (reader != null && !shard.hasKnownNames()) {
      FieldNames.learn(reader, schema);
      shard.namesAreKnown();
    }
    return reader;
  }

  private static void release(List<DirectoryReader> readers) throws IOException {
    for (DirectoryReader reader : readers) {
      reader.decRef();
    }
  }

  @Override
  public void refresh() throws IOException {
    sync(new Sync(false));
    for (Shard shard : shards.overlapping(Long.MIN_VALUE, Long.MAX_VALUE)) {
      DirectoryReader reader = shard.acquire(0);
      if (reader != null) {
        reader.decRef();
      }
    }
  }

  @Override
  public void commit() throws IOException {
    sync(new Sync(true));
  }

  private void sync(Task task) throws IOException {
    try {
      submit(task);
      task.done().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Ends as a crash would: what is not durable is gone. For tests. */
  void abandon() {
    try {
      sync(new Abandon(new CompletableFuture<>()));
      thread.join();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long count() {
    return shards.count();
  }

  /** The names of the shards' folders that will not change any more. */
  public Set<String> finishedShards() {
    return shards.finished(Nanos.of(clock.instant()));
  }

  @Override
  public void close() throws IOException {
    searchers.shutdown();
    if (failure == null && thread.isAlive()) {
      sync(new Stop(new CompletableFuture<>()));
    }
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the writer thread is asked to do. */
  private sealed interface Task {
    CompletableFuture<Void> done();

    default void fail(IOException why) {
      done().completeExceptionally(why);
    }
  }

  private record Add(EventBatch batch) implements Task {
    @Override
    public CompletableFuture<Void> done() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private record Sync(boolean durable, CompletableFuture<Void> done) implements Task {
    Sync(boolean durable) {
      this(durable, new CompletableFuture<>());
    }
  }

  private record Abandon(CompletableFuture<Void> done) implements Task {}

  private record Stop(CompletableFuture<Void> done) implements Task {}
}
