package org.marsad.query.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.command.PipelineParser;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.SavedQueries;
import org.marsad.model.query.TestRegex;
import org.marsad.model.store.MemoryIncidentStore;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.model.store.SearchRequest;
import org.marsad.query.JobsConfig;
import org.marsad.query.QueryApiConfig;
import org.marsad.query.route.SearchJob.State;
import org.marsad.query.shelf.LookupTables;

class SearchJobsTest {
  private static final int EVENTS = 640;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final Schema schema = new Schema();
  private final AtomicReference<Instant> time =
      new AtomicReference<>(Nanos.instant(Samples.NOW + EVENTS * Samples.SECOND));
  private final InstantSource clock = time::get;
  private final Gate store = new Gate(new NaiveEventStore(schema, new TestRegex()));
  private Asking asking;
  private SearchJobs jobs;

  @BeforeEach
  void open() throws IOException {
    for (int id = 0; id < EVENTS; id++) {
      store.accept(Samples.event(schema, id, "line " + id, "host.name", "h" + id % 2));
    }
    Files.createDirectories(folder.resolve("jobs"));
    var reach =
        new Reach(store, new MemoryIncidentStore(), LookupTables.open(folder.resolve("lookups")));
    asking =
        new Asking(
            store,
            reach,
            SavedQueries.NONE,
            schema,
            new TestRegex(),
            QueryApiConfig.defaults(),
            clock);
    jobs = open(JobsConfig.defaults());
  }

  private SearchJobs open(JobsConfig config) throws IOException {
    return SearchJobs.open(asking, config, folder.resolve("jobs"), clock, new Metrics());
  }

  @AfterEach
  void close() {
    store.gate.release(1_000_000);
    jobs.close();
  }

  private SearchJob begin(String query) {
    return begin(jobs, "amina", query);
  }

  private SearchJob begin(SearchJobs jobs, String owner, String query) {
    var pipeline = PipelineParser.parse(query, clock.instant(), ZoneOffset.UTC, new TestRegex());
    var request =
        new SearchRequest(
            pipeline.search(), Long.MIN_VALUE, Long.MAX_VALUE, 0, null, Duration.ofMinutes(1));
    return jobs.begin(
            owner, new Asked(pipeline, request, clock.instant(), ZoneOffset.UTC, List.of()))
        .orElseThrow();
  }

  private static void await(BooleanSupplier wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not come to that in time");
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static String rows(SearchJob job) throws IOException {
    JobAnswer answer = job.answer();
    assertNotNull(answer);
    return new String(answer.read(0, 10_000), UTF_8);
  }

  @Test
  void rowsCanBeReadWhileMoreAreFound() throws Exception {
    store.gate.drainPermits();
    SearchJob job = begin("line");
    store.gate.release(2);
    await(() -> job.answer() != null && job.answer().size() == 200);
    assertEquals(State.RUNNING, job.state());
    assertFalse(job.isComplete());
    assertEquals(200.0 / EVENTS, job.progress(), 0.02);
    assertTrue(rows(job).startsWith("{\"event.id\":\"639\""));
    store.gate.release(100);
    await(() -> job.state() == State.DONE);
    assertEquals(EVENTS, rows(job).lines().count());
    assertTrue(job.isComplete());
    assertEquals(1, job.progress());
  }

  @Test
  void commandsThatGatherAnswerForTheNewestPartFirst() throws Exception {
    store.gate.drainPermits();
    SearchJob job = begin("line | stats count by host.name | sort host.name");
    // A part takes one batch as long as it holds no more than a hundred events.
    store.gate.release(1);
    await(() -> job.answer() != null);
    assertEquals(State.RUNNING, job.state());
    assertTrue(rows(job).contains("\"count\":5"), rows(job));
    assertEquals(1.0 / 64, job.progress());
    assertFalse(job.isComplete());
    assertTrue(job.reasons().getFirst().contains("so far"), job.reasons().toString());
    store.gate.release(1_000);
    await(() -> job.state() == State.DONE);
    assertEquals(
        "{\"host.name\":\"h0\",\"count\":320}\n{\"host.name\":\"h1\",\"count\":320}\n", rows(job));
    assertTrue(job.isComplete());
  }

  @Test
  void endsWithinAMomentAndLeavesNothing() throws Exception {
    store.gate.drainPermits();
    SearchJob job = begin("line");
    store.gate.release(1);
    await(() -> job.answer() != null && job.answer().size() > 0);
    jobs.cancel(job);
    store.gate.release(1);
    await(() -> job.state() == State.CANCELLED);
    assertTrue(jobs.find(job.id(), "amina").isEmpty());
    try (var left = Files.list(folder.resolve("jobs"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void isForgottenWhenNobodyAsks() throws Exception {
    SearchJob job = begin("line | head 3");
    await(() -> job.ended() != null);
    time.updateAndGet(now -> now.plus(Duration.ofMinutes(9)));
    assertTrue(jobs.find(job.id(), "amina").isPresent());
    time.updateAndGet(now -> now.plus(Duration.ofMinutes(9)));
    begin("other");
    assertTrue(jobs.find(job.id(), "amina").isPresent());
    time.updateAndGet(now -> now.plus(Duration.ofMinutes(11)));
    begin("other");
    assertTrue(jobs.find(job.id(), "amina").isEmpty());
  }

  @Test
  void keepsToItsBounds() throws Exception {
    JobsConfig few =
        new JobsConfig(
            1,
            2,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            100,
            ByteSize.ofMiB(1),
            new ByteSize(2_000));
    jobs.close();
    jobs = open(few);
    SearchJob room = begin(jobs, "amina", "line");
    await(() -> room.ended() != null);
    assertTrue(room.reasons().getFirst().contains("disk"), room.reasons().toString());
    assertFalse(room.isComplete());
    SearchJob rows = begin(jobs, "bob", "line | table host.name");
    await(() -> rows.ended() != null);
    assertEquals(100, rows(rows).lines().count());
    assertTrue(rows.reasons().getFirst().contains("jobs.rows"), rows.reasons().toString());
    begin(jobs, "amina", "other");
    var third =
        jobs.begin(
            "amina",
            new Asked(
                PipelineParser.parse("a"),
                SearchRequest.of(PipelineParser.parse("a").search(), 0),
                clock.instant(),
                ZoneOffset.UTC,
                List.of()));
    assertTrue(third.isEmpty());
    assertTrue(jobs.find(room.id(), "bob").isEmpty());
  }

  /** A store that hands on a batch for each permit. */
  private static final class Gate extends StoreInFront {
    private final Semaphore gate = new Semaphore(1_000_000);

    Gate(NaiveEventStore store) {
      super(store);
    }

    @Override
    public void stream(SearchRequest request, boolean newestFirst, ScanVisitor visitor)
        throws IOException {
      super.stream(
          request,
          newestFirst,
          (EventBatch batch) -> {
            gate.acquireUninterruptibly();
            return visitor.visit(batch);
          });
    }
  }
}
