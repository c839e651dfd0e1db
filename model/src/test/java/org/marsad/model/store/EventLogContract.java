package org.marsad.model.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventId;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.random.Seeds;

/**
 * What every {@link EventLog} owes. An implementation gives {@link #open}; each test begins with an
 * empty log of one partition.
 */
public abstract class EventLogContract {
  /** Longer than anything takes that is not broken. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** For what must not come. */
  private static final Duration SHORT = Duration.ofMillis(20);

  private static final String INDEX = "index";
  private static final String RULES = "rules";
  private static final Origin ORIGIN = Origin.of("syslog-tcp", Transport.TCP, "192.0.2.7");

  private EventLog log;

  /**
   * Opens the log of this test, with all that earlier logs of the same test made durable. No two
   * are open at once.
   */
  protected abstract EventLog open(List<String> consumers) throws Exception;

  @BeforeEach
  void openLog() throws Exception {
    log = open(List.of(INDEX, RULES));
  }

  @AfterEach
  void closeLog() throws Exception {
    log.close();
  }

  @Test
  void beginsEmptyWithIdZero() {
    assertEquals(0, new EventId(log.start()).offset());
    assertEquals(log.start(), log.end());
  }

  @Test
  void givesConsecutiveIdsInTheOrderOfAppends() throws Exception {
    long base = log.end();
    var stages = new ArrayList<CompletionStage<Long>>();
    for (int i = 0; i < 100; i++) {
      stages.add(log.append(batch(i, 1 + i % 7)));
    }
    long expected = base;
    for (int i = 0; i < 100; i++) {
      assertEquals(expected, done(stages.get(i)));
      expected += 1 + i % 7;
    }
    assertEquals(expected, log.end());
    assertEquals(base, log.start());
  }

  @Test
  void whatIsAcknowledgedCanBeReadAtOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      RawBatch batch = batch(i, 3);
      long id = done(log.append(batch));
      assertEquals(id + 3, log.end());
      try (EventLog.Reader reader = log.read(id)) {
        assertBatch(batch, id, reader.poll(PATIENCE));
      }
    }
  }

  @Test
  void givesBackWhatWasAppended() throws Exception {
    List<RawBatch> batches =
        List.of(
            RawBatch.builder(ORIGIN, 1).add(new byte[0]).build(),
            RawBatch.builder(new Origin("x", Transport.UDP, "", "json"), -1)
                .add(new byte[] {0, -1, 10, 13, 127, -128}, 1, 4, FrameFlag.OVERSIZE)
                .add(text("plain"))
                .add(text("torn"), 0, 4, FrameFlag.TORN | FrameFlag.RESYNC)
                .build(),
            RawBatch.builder(new Origin("ü".repeat(255), Transport.HTTP, "2001:db8::1", "é"), 7)
                .add(text("übergrößenträger"), 0, 20, -1)
                .build(),
            RawBatch.builder(ORIGIN.withIdentity("fw1.example.com ü"), 8)
                .add(text("from somebody we know"))
                .build(),
            RawBatch.builder(ORIGIN.withIdentity("fw1.example.com"), 9)
                .add(text("whose clock is off"))
                .build()
                .withClockOffset(-3_600_000_000_000L),
            holes(),
            RawBatch.builder(ORIGIN, Long.MAX_VALUE).add(new byte[1 << 20]).build(),
            RawBatch.builder(ORIGIN, Long.MIN_VALUE).add(noise(3 << 20)).build());
    try (EventLog.Reader reader = log.read(log.end())) {
      for (RawBatch batch : batches) {
        assertBatch(batch, done(log.append(batch)), reader.poll(PATIENCE));
      }
    }
    try (EventLog.Reader reader = log.read(log.start())) {
      long id = log.start();
      for (RawBatch batch : batches) {
        assertBatch(batch, id, reader.poll(PATIENCE));
        id += batch.size();
      }
    }
  }

  /** Frames in any order, one over the other, with bytes between them that no frame has. */
  private static RawBatch holes() {
    RawBatch.Builder builder = RawBatch.builder(ORIGIN, 5);
    int at = builder.claim(10);
    System.arraycopy(text("0123456789"), 0, builder.block(), at, 10);
    return builder.close(6, 3, 0).close(0, 4, 2).close(2, 5, 0).close(10, 0, 0).build();
  }

  @Test
  void ticksTakeNoIdAndComeInTheirPlace() throws Exception {
    long base = log.end();
    log.append(RawBatch.tick(ORIGIN, 1));
    log.append(batch(1, 2));
    CompletionStage<Long> tick = log.append(RawBatch.tick(ORIGIN, 2));
    CompletionStage<Long> after = log.append(batch(2, 1));
    assertEquals(base + 2, done(tick));
    assertEquals(base + 2, done(after));
    assertEquals(base + 3, log.end());
    try (EventLog.Reader reader = log.read(base)) {
      assertBatch(RawBatch.tick(ORIGIN, 1), base, reader.poll(PATIENCE));
      assertBatch(batch(1, 2), base, reader.poll(PATIENCE));
      assertEquals(base + 2, reader.position());
      assertBatch(RawBatch.tick(ORIGIN, 2), base + 2, reader.poll(PATIENCE));
      assertEquals(base + 2, reader.position());
      assertBatch(batch(2, 1), base + 2, reader.poll(PATIENCE));
      assertEquals(base + 3, reader.position());
    }
  }

  @Test
  void readsFromEveryId() throws Exception {
    long base = log.end();
    var firstIds = new ArrayList<Long>();
    for (int i = 0; i < 40; i++) {
      long id = done(log.append(batch(i, 1 + i % 4)));
      for (int frame = 0; frame < 1 + i % 4; frame++) {
        firstIds.add(id);
      }
    }
    for (int i = 0; i < firstIds.size(); i++) {
      try (EventLog.Reader reader = log.read(base + i)) {
        assertEquals(firstIds.get(i), reader.position());
        RawBatch batch = reader.poll(PATIENCE);
        assertNotNull(batch);
        assertEquals(firstIds.get(i), batch.firstId());
      }
    }
  }

  @Test
  void refusesToReadOutsideWithBothBoundsInTheMessage() throws Exception {
    done(log.append(batch(1, 5)));
    for (long id : new long[] {log.end() + 1, log.start() - 1}) {
      var thrown = assertThrows(IOException.class, () -> log.read(id).close());
      String message = String.valueOf(thrown.getMessage());
      assertTrue(message.contains(Long.toString(log.start())), message);
      assertTrue(message.contains(Long.toString(log.end())), message);
    }
  }

  @Test
  void aReaderAtTheEndWaitsForWhatComes() throws Exception {
    done(log.append(batch(0, 3)));
    long end = log.end();
    try (EventLog.Reader reader = log.read(end)) {
      assertEquals(end, reader.position());
      assertNull(reader.poll(Duration.ZERO));
      assertNull(reader.poll(SHORT));
      assertEquals(end, reader.position());
      inBackground(
          () -> {
            for (int i = 1; i <= 50; i++) {
              done(log.append(batch(i, 2)));
            }
            return null;
          },
          () -> {
            for (int i = 1; i <= 50; i++) {
              assertBatch(batch(i, 2), end + 2L * (i - 1), reader.poll(PATIENCE));
            }
          });
      assertNull(reader.poll(Duration.ZERO));
    }
  }

  @Test
  void aReaderNeverSeesBeyondTheEnd() throws Exception {
    long base = log.end();
    try (EventLog.Reader reader = log.read(base)) {
      inBackground(
          () -> {
            for (int i = 0; i < 500; i++) {
              log.append(batch(i, 3));
            }
            return null;
          },
          () -> {
            for (int i = 0; i < 500; i++) {
              RawBatch batch = reader.poll(PATIENCE);
              assertNotNull(batch);
              assertTrue(batch.firstId() + batch.size() <= log.end());
              assertEquals(base + 3L * i, batch.firstId());
            }
          });
    }
  }

  @Test
  void manyMayAppendAndManyMayRead() throws Exception {
    int threads = 4;
    int each = 300;
    long base = log.end();
    try (ExecutorService executor = Executors.newFixedThreadPool(2 * threads)) {
      var appenders = new ArrayList<Future<List<Long>>>();
      var readers = new ArrayList<Future<List<RawBatch>>>();
      var start = new CountDownLatch(1);
      for (int thread = 0; thread < threads; thread++) {
        int number = thread;
        readers.add(executor.submit(() -> readBatches(base, threads * each)));
        appenders.add(executor.submit(() -> appendNumbered(start, number, each)));
      }
      start.countDown();
      var firstOf = new HashMap<Long, Integer>();
      for (int thread = 0; thread < threads; thread++) {
        List<Long> ids = appenders.get(thread).get();
        for (int i = 0; i < each; i++) {
          assertTrue(i == 0 || ids.get(i) > ids.get(i - 1), "order of one thread");
          assertNull(firstOf.put(ids.get(i), thread * each + i), "an id given twice");
        }
      }
      for (Future<List<RawBatch>> reader : readers) {
        long next = base;
        for (RawBatch batch : reader.get()) {
          Integer number = firstOf.get(next);
          assertNotNull(number);
          assertBatch(batch(number, 1 + number % 3), next, batch);
          next += batch.size();
        }
      }
    }
  }

  private List<Long> appendNumbered(CountDownLatch start, int thread, int each) throws Exception {
    start.await();
    var stages = new ArrayList<CompletionStage<Long>>();
    for (int i = 0; i < each; i++) {
      int number = thread * each + i;
      stages.add(log.append(batch(number, 1 + number % 3)));
    }
    var ids = new ArrayList<Long>();
    for (CompletionStage<Long> stage : stages) {
      ids.add(done(stage));
    }
    return ids;
  }

  private List<RawBatch> readBatches(long from, int count) throws Exception {
    var batches = new ArrayList<RawBatch>();
    try (EventLog.Reader reader = log.read(from)) {
      while (batches.size() < count) {
        RawBatch batch = reader.poll(PATIENCE);
        assertNotNull(batch);
        batches.add(batch);
      }
    }
    return batches;
  }

  @Test
  void anInterruptEndsAWaitAndLosesNothing() throws Exception {
    try (EventLog.Reader reader = log.read(log.end())) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> reader.poll(PATIENCE));
      assertFalse(Thread.interrupted());
      long id = done(log.append(batch(1, 1)));
      assertBatch(batch(1, 1), id, reader.poll(PATIENCE));
    }
    try (EventLog.Reader reader = log.read(log.start())) {
      Thread.currentThread().interrupt();
      try {
        assertBatch(batch(1, 1), log.start(), reader.poll(PATIENCE));
      } catch (InterruptedException _) {
        assertBatch(batch(1, 1), log.start(), reader.poll(PATIENCE));
      }
      Thread.interrupted();
    }
  }

  @Test
  void keepsEverythingOverAReopen() throws Exception {
    long base = log.end();
    var kept = new ArrayList<RawBatch>();
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 10; i++) {
        RawBatch batch = i == 7 ? RawBatch.tick(ORIGIN, round) : batch(10 * round + i, 2);
        kept.add(batch);
        done(log.append(batch));
      }
      long end = log.end();
      reopen();
      assertEquals(end, log.end());
      assertEquals(base, log.start());
      assertLogHolds(base, kept);
    }
  }

  @Test
  void whatWasAppendedBeforeTheCloseIsDurableAfterIt() throws Exception {
    var stages = new ArrayList<CompletionStage<Long>>();
    var kept = new ArrayList<RawBatch>();
    for (int i = 0; i < 200; i++) {
      kept.add(batch(i, 3));
      stages.add(log.append(batch(i, 3)));
    }
    log.close();
    for (CompletionStage<Long> stage : stages) {
      CompletableFuture<Long> future = stage.toCompletableFuture();
      assertTrue(future.isDone() && !future.isCompletedExceptionally());
    }
    log = open(List.of(INDEX, RULES));
    assertLogHolds(log.start(), kept);
  }

  @Test
  void aClosedLogTakesNothing() throws Exception {
    log.close();
    Throwable why = failure(log.append(batch(1, 1)));
    assertInstanceOf(IOException.class, why);
    assertFalse(why instanceof LogFullException);
    log.close();
  }

  @Test
  void closingEndsTheWaitOfAReader() throws Exception {
    EventLog.Reader reader = log.read(log.end());
    var waiting = new CountDownLatch(1);
    inBackground(
        () -> {
          waiting.await();
          log.close();
          return null;
        },
        () -> {
          waiting.countDown();
          long began = System.nanoTime();
          try {
            assertNull(reader.poll(PATIENCE));
          } catch (IOException _) {
            // just as well
          }
          assertTrue(System.nanoTime() - began < PATIENCE.toNanos());
        });
  }

  @Test
  void keepsWhatTheSlowestConsumerNeeds() throws Exception {
    var random = new Random(7);
    long index = log.end();
    long rules = log.end();
    for (int round = 0; round < 30; round++) {
      for (int i = 0; i < 20; i++) {
        done(log.append(batch(random.nextInt(1000), 1 + random.nextInt(5))));
      }
      index += random.nextLong(log.end() - index + 1);
      rules += random.nextLong(log.end() - rules + 1);
      log.commit(INDEX, index);
      log.commit(RULES, rules);
      long slowest = Math.min(index, rules);
      assertTrue(log.start() <= slowest, log.start() + " was forgotten, " + slowest + " needed");
      assertReadsOnFrom(slowest);
    }
  }

  @Test
  void keepsAllUntilEveryConsumerHasCommitted() throws Exception {
    long base = log.start();
    for (int i = 0; i < 100; i++) {
      done(log.append(batch(i, 5)));
    }
    log.commit(INDEX, log.end());
    assertEquals(base, log.start());
    assertReadsOnFrom(base);
    reopen();
    log.commit(RULES, log.end());
    assertEquals(base, log.start());
    assertReadsOnFrom(base);
  }

  @Test
  void aCommitThatGoesBackChangesNothing() throws Exception {
    for (int i = 0; i < 50; i++) {
      done(log.append(batch(i, 5)));
    }
    long half = (log.start() + log.end()) / 2;
    log.commit(INDEX, half);
    log.commit(RULES, half);
    log.commit(RULES, log.start());
    assertReadsOnFrom(half);
  }

  @Test
  void countsOnThoughAllWasForgotten() throws Exception {
    long end = log.end();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 50; i++) {
        done(log.append(batch(i, 5)));
      }
      log.commit(INDEX, log.end());
      log.commit(RULES, log.end());
      end += 250;
      reopen();
      assertEquals(end, log.end());
    }
    assertEquals(end, done(log.append(batch(1, 1))));
  }

  @Test
  void knowsItsConsumers() {
    assertThrows(IllegalArgumentException.class, () -> log.commit("nobody", log.end()));
  }

  /**
   * Random batches, ticks, waits, reopens and readers against a list; the seed is in the message.
   */
  @Test
  void agreesWithAListUnderRandomUse() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    var kept = new ArrayList<RawBatch>();
    try {
      for (int i = 0; i < 300; i++) {
        RawBatch batch =
            random.nextInt(10) == 0
                ? RawBatch.tick(ORIGIN, i)
                : batch(random.nextInt(10_000), 1 + random.nextInt(20));
        kept.add(batch);
        CompletionStage<Long> stage = log.append(batch);
        if (random.nextInt(4) == 0) {
          done(stage);
        }
        if (random.nextInt(50) == 0) {
          reopen();
          assertLogHolds(log.start(), kept);
        }
      }
      done(log.append(batch(1, 1)));
      kept.add(batch(1, 1));
      assertLogHolds(log.start(), kept);
    } catch (AssertionError | Exception e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  /** A batch that is known by its number. */
  protected static RawBatch batch(int number, int frames) {
    RawBatch.Builder builder = RawBatch.builder(ORIGIN, 1_000L + number);
    for (int frame = 0; frame < frames; frame++) {
      builder.add(
          text("<13>1 - host app - - - event " + number + "/" + frame + " from 198.51.100.7"));
    }
    return builder.build();
  }

  /** Fails unless the batches are the same and the second has this id. */
  protected static void assertBatch(RawBatch expected, long id, @Nullable RawBatch actual) {
    assertNotNull(actual, "nothing came, expected id " + id);
    assertEquals(id, actual.firstId());
    assertEquals(expected.size(), actual.size());
    assertEquals(expected.isTick(), actual.isTick());
    assertEquals(expected.received(), actual.received());
    assertEquals(expected.origin(), actual.origin());
    assertEquals(expected.clockOffset(), actual.clockOffset());
    for (int frame = 0; frame < expected.size(); frame++) {
      assertEquals(expected.flags(frame), actual.flags(frame));
      assertArrayEquals(frame(expected, frame), frame(actual, frame));
    }
  }

  /** What a stage completes with. */
  protected static long done(CompletionStage<Long> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Why a stage fails, which it must. */
  protected static Throwable failure(CompletionStage<Long> stage) {
    var thrown =
        assertThrows(
            ExecutionException.class,
            () -> stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    Throwable cause = thrown.getCause();
    assertNotNull(cause);
    return cause;
  }

  private void reopen() throws Exception {
    log.close();
    log = open(List.of(INDEX, RULES));
  }

  private void assertLogHolds(long from, List<RawBatch> batches) throws Exception {
    try (EventLog.Reader reader = log.read(from)) {
      long id = from;
      for (RawBatch batch : batches) {
        assertBatch(batch, id, reader.poll(PATIENCE));
        id += batch.size();
      }
      assertNull(reader.poll(Duration.ZERO));
      assertEquals(log.end(), reader.position());
    }
  }

  private void assertReadsOnFrom(long id) throws Exception {
    try (EventLog.Reader reader = log.read(id)) {
      long next = reader.position();
      assertTrue(next <= id);
      while (next < log.end()) {
        RawBatch batch = reader.poll(PATIENCE);
        assertNotNull(batch);
        assertEquals(next, batch.firstId());
        next += batch.size();
      }
    }
  }

  private static void inBackground(Callable<Void> task, Body body) throws Exception {
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<Void> running = executor.submit(task);
      body.run();
      running.get();
    }
  }

  private static byte[] frame(RawBatch batch, int frame) {
    int offset = batch.offset(frame);
    return Arrays.copyOfRange(batch.bytes(), offset, offset + batch.length(frame));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] noise(int length) {
    var bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /** What may throw. */
  @FunctionalInterface
  private interface Body {
    void run() throws Exception;
  }
}
