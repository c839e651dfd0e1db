package org.marsad.collector.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.marsad.collector.input.MemoryLog;
import org.marsad.collector.source.SourceConfig;
import org.marsad.collector.source.SourceSettings;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;

final class FairnessTest {
  private static final long BUDGET = 1 << 20;
  private static final Origin NOISY = Origin.of("syslog-udp", Transport.UDP, "192.0.2.1");
  private static final Origin LOUD = Origin.of("syslog-udp", Transport.UDP, "192.0.2.2");
  private static final Origin QUIET = Origin.of("syslog-udp", Transport.UDP, "192.0.2.3");

  private final MemoryLog log = new MemoryLog();
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final SourceSettings settings =
      new SourceSettings(
          List.of(
              new SourceConfig("192.0.2.2", null, null, Map.of(), 3, null, null, null, null),
              new SourceConfig("192.0.2.50", null, null, Map.of(), null, 10, 20, null, null)));
  private final SourceBooks books =
      new SourceBooks(new Metrics(), settings, 1_000, System::nanoTime);
  private long nanos;
  private final Ingest ingest = new Ingest(log, BUDGET, BUDGET, scheduler, () -> nanos);

  @AfterEach
  void close() {
    scheduler.shutdownNow();
    log.close();
  }

  private static RawBatch batch(Origin origin, int frames, int length) {
    RawBatch.Builder batch = RawBatch.builder(origin, Samples.NOW);
    for (int i = 0; i < frames; i++) {
      batch.add(new byte[length]);
    }
    return batch.build();
  }

  private boolean offer(Origin origin) {
    return ingest.offer(books.of(origin), batch(origin, 10, 500), Ingest.Done.NOBODY) == null;
  }

  private long taken(Origin origin) {
    return books.of(origin).arriving();
  }

  @Test
  void sourceThatSendsAHundredTimesAsMuchDoesNotStarveAnother() {
    log.stick();
    int refused = 0;
    for (int round = 0; round < 30; round++) {
      for (int i = 0; i < 100; i++) {
        offer(NOISY);
      }
      refused += offer(QUIET) ? 0 : 1;
    }

    assertEquals(0, refused);
    assertTrue(taken(NOISY) > taken(QUIET));
  }

  @Test
  void roomIsPartedByWeight() {
    log.stick();
    for (int i = 0; i < 5_000; i++) {
      offer(NOISY);
      offer(LOUD);
    }

    double ratio = (double) taken(LOUD) / taken(NOISY);
    assertTrue(ratio > 1.8 && ratio < 4, "loud got " + ratio + " times as much");
    assertTrue(offer(QUIET));
  }

  @Test
  void weightsAreForgottenWithTheBytes() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      offer(NOISY);
      offer(LOUD);
    }
    MemoryLog.await(() -> ingest.inFlight() == 0, Duration.ofSeconds(5), () -> "in flight");

    log.stick();
    for (int i = 0; i < 1_000; i++) {
      offer(NOISY);
    }
    long bytes = ingest.inFlight();
    assertTrue(bytes > BUDGET / 2 - (64 << 10) && bytes <= BUDGET / 2, "took " + bytes);
    assertEquals(0, ingest.arriving() - taken(NOISY));
  }

  @Test
  void rateLimitDropsTheNewestAndCountsIt() {
    Origin limited = Origin.of("syslog-udp", Transport.UDP, "192.0.2.50");
    SourceBook book = books.of(limited);
    int let = 0;
    for (int i = 0; i < 1_000; i++) {
      nanos += 10_000_000;
      let += ingest.offer(book, batch(limited, 1, 10), Ingest.Done.NOBODY) == null ? 1 : 0;
    }

    assertTrue(let >= 110 && let <= 122, "let " + let);
    long refused = book.report().refused().getOrDefault("rate-limit", 0L);
    assertEquals(1_000 - let, refused);
    assertNull(ingest.offer(books.of(QUIET), batch(QUIET, 1, 10), Ingest.Done.NOBODY));
  }

  @Test
  void senderThatCanWaitIsSlowedDownAndLosesNothing() throws InterruptedException {
    var limited = Origin.of("syslog-tcp", Transport.TCP, "192.0.2.50");
    SourceBook book = books.of(limited);
    var resumed = new AtomicInteger();
    var sender = new Sender(ingest, book, scheduler, resumed::incrementAndGet);
    sender.send(batch(limited, 20, 10));
    sender.send(batch(limited, 20, 10));
    nanos += 4_500_000_000L;

    assertNotNull(books);
    MemoryLog.await(() -> resumed.get() > 0, Duration.ofSeconds(5), () -> "never resumed");
    log.awaitSize(40, Duration.ofSeconds(5));
    assertEquals(0, book.report().refusedSum());
  }
}
