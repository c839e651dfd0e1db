package org.marsad.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;
import org.marsad.index.segment.RightOfWay;
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
import org.marsad.model.store.FieldsResult;
import org.marsad.model.store.Groups;
import org.marsad.model.store.SearchPlan;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;
import org.marsad.model.thread.BackgroundThread;
import org.marsad.model.thread.BackgroundThread.Urgency;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events in time-partitioned Lucene shards. {@link #accept} hands batches to the one thread {@code
 * marsad-shard-writer}, which also commits; {@link LuceneReading} answers what is asked, on the
 * asker's thread.
 *
 * <p>If Lucene cannot write, the store has failed for good: accept throws, the log keeps what was
 * not durable here, and a new process goes on from there.
 */
public final class LuceneEventStore implements EventStore {
  private static final Logger LOG = LoggerFactory.getLogger(LuceneEventStore.class);
  private static final String NAME = "index";
  private static final int QUEUE = 8;

  /** Every so many events, less one, searches are given the right of way. */
  private static final int GIVE_WAY = 63;

  private static final long FORGET_EVERY = Duration.ofSeconds(30).toNanos();

  private final IndexConfig config;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final InstantSource clock;
  private final Shards shards;
  private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread =
      new BackgroundThread(Urgency.SOON, "marsad-shard-writer", this::write);
  private final LuceneReading reading;
  private final Metrics.Counter added;
  private final Metrics.Counter forgotten;
  private final Consumer<Forgotten> told;
  private volatile long position;
  private volatile @Nullable IOException failure;
  private final RightOfWay way;
  private final RightOfWay.Lane lane;
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
    this.way = shards.way();
    this.lane = way.lane();
    this.reading = new LuceneReading(shards, schema, regexes, config);
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
      if ((row & GIVE_WAY) == 0) {
        lane.giveWay();
      }
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

  @Override
  public SearchResult search(SearchRequest request) throws IOException {
    return search(request, () -> false);
  }

  @Override
  public SearchResult search(SearchRequest request, BooleanSupplier gone) throws IOException {
    way.begin();
    try {
      return reading.search(request, gone);
    } finally {
      way.end();
    }
  }

  @Override
  public boolean aggregate(SearchRequest request, Aggregation aggregation, Groups groups)
      throws IOException {
    way.begin();
    try {
      reading.aggregate(request, aggregation, groups);
      return true;
    } finally {
      way.end();
    }
  }

  @Override
  public FieldsResult fields(SearchRequest request, int top, BooleanSupplier gone)
      throws IOException {
    way.begin();
    try {
      return reading.fields(request, top, gone);
    } finally {
      way.end();
    }
  }

  @Override
  public SearchPlan explain(
      SearchRequest request, @Nullable Aggregation aggregation, BooleanSupplier gone)
      throws IOException {
    return new LuceneExplaining(shards, schema, regexes, reading)
        .explain(request, aggregation, gone);
  }

  @Override
  public void scan(SearchRequest request, ScanVisitor visitor) throws IOException {
    reading.scan(request, visitor);
  }

  @Override
  public void stream(SearchRequest request, boolean newestFirst, ScanVisitor visitor)
      throws IOException {
    reading.stream(request, newestFirst, visitor);
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
    reading.close();
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
