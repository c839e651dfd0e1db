package org.marsad.collector.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.marsad.collector.input.MemoryLog;
import org.marsad.collector.source.SourceConfig;
import org.marsad.collector.source.SourceSettings;
import org.marsad.collector.source.WatchConfig;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;

final class SourceWatchTest {
  private static final Origin FIREWALL = Origin.of("syslog-udp", Transport.UDP, "192.0.2.7");

  private final MemoryLog log = new MemoryLog();
  private final Metrics metrics = new Metrics();
  private final SourceConfig entry =
      new SourceConfig(
          "192.0.2.9", null, null, Map.of(), null, null, null, Duration.ofMinutes(1), null);
  private final SourceSettings settings = new SourceSettings(List.of());
  private final SourceBooks books = new SourceBooks(metrics, settings, 1_000, System::nanoTime);
  private Instant now = Instant.parse("2026-03-18T10:20:30Z");
  private final SourceWatch watch = watch(WatchConfig.defaults());

  private SourceWatch watch(WatchConfig config) {
    return new SourceWatch(books, settings, config, log, () -> now, metrics);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void send(Origin origin, int frames) {
    RawBatch.Builder batch = RawBatch.builder(origin, Nanos.of(now));
    for (int i = 0; i < frames; i++) {
      batch.add("x".getBytes(StandardCharsets.UTF_8));
    }
    books.of(origin).received(batch.build());
  }

  private void everySecond(Origin origin, int times) {
    for (int i = 0; i < times; i++) {
      send(origin, 1);
      now = now.plusSeconds(1);
    }
  }

  private void after(Duration pause) {
    now = now.plus(pause);
    watch.look();
  }

  private List<String> told(int count) throws InterruptedException {
    log.awaitSize(count, Duration.ofSeconds(5));
    assertEquals(count, log.size());
    return log.frames().stream().map(MemoryLog.Frame::text).toList();
  }

  @Test
  void silenceBeyondTheRhythmIsToldOnceAndSoIsTheReturn() throws InterruptedException {
    everySecond(FIREWALL, 30);
    after(Duration.ofMinutes(9));
    assertEquals(0, log.size());

    after(Duration.ofMinutes(2));
    after(Duration.ofMinutes(2));
    String silent = told(1).getFirst();
    assertTrue(silent.contains("\"event.action\":\"source-silent\""), silent);
    assertTrue(silent.contains("\"event.dataset\":\"marsad.health\""), silent);
    assertTrue(silent.contains("\"host.ip\":\"192.0.2.7\""), silent);
    assertTrue(silent.contains("\"marsad.silence.limit_seconds\":600.0"), silent);

    everySecond(FIREWALL, 3);
    after(Duration.ofSeconds(1));
    after(Duration.ofSeconds(1));
    assertTrue(told(2).getLast().contains("\"event.action\":\"source-back\""));
  }

  @Test
  void senderOfAFewFramesIsNeverMissed() {
    everySecond(FIREWALL, 5);
    after(Duration.ofDays(3));

    assertEquals(0, log.size());
  }

  @Test
  void nightlyRestIsLearned() throws InterruptedException {
    for (int night = 0; night < 5; night++) {
      everySecond(FIREWALL, 100);
      after(Duration.ofHours(8));
      everySecond(FIREWALL, 1);
      watch.look();
    }

    assertEquals(4, told(4).size());
  }

  @Test
  void expectedAddressThatWasNeverHeardIsMissed() throws InterruptedException {
    settings.replace(List.of(entry));
    after(Duration.ofSeconds(59));
    assertEquals(0, log.size());
    after(Duration.ofSeconds(2));
    after(Duration.ofSeconds(2));
    assertTrue(told(1).getFirst().contains("is expected and was never heard"));

    send(Origin.of("syslog-tcp", Transport.TCP, "192.0.2.9"), 1);
    after(Duration.ofSeconds(2));
    assertTrue(told(2).getLast().contains("source-back"));

    after(Duration.ofSeconds(61));
    assertTrue(told(3).getLast().contains("\"marsad.silence.learned\":false"));
  }

  @Test
  void wrongClockIsToldOnceAndSoIsThatItIsRight() throws InterruptedException {
    claims(Duration.ofSeconds(40), 32);
    watch.look();
    assertEquals(0, log.size());

    claims(Duration.ofHours(-2), 32);
    watch.look();
    watch.look();
    String wrong = told(1).getFirst();
    assertTrue(wrong.contains("\"event.action\":\"clock-wrong\""), wrong);
    assertTrue(wrong.contains("is 7200 s ahead"), wrong);
    assertTrue(wrong.contains("\"marsad.clock.offset_seconds\":-7200.0"), wrong);

    claims(Duration.ofSeconds(1), 32);
    watch.look();
    assertTrue(told(2).getLast().contains("\"event.action\":\"clock-right\""));
  }

  /** Events whose times are so far behind ours. */
  private void claims(Duration behind, int times) {
    for (int i = 0; i < times; i++) {
      send(FIREWALL, 1);
      books.of(FIREWALL).claimed(Nanos.of(now.minus(behind)), Nanos.of(now));
      now = now.plusSeconds(1);
    }
  }

  @Test
  void framesThatWereNotTakenAreToldWhenThatIsOver() throws InterruptedException {
    SourceBook book = books.of(FIREWALL);
    for (int i = 0; i < 5; i++) {
      send(FIREWALL, 10);
      book.refused(Refusal.DISK_FULL, 10);
      after(Duration.ofSeconds(2));
    }
    assertEquals(0, log.size());

    after(Duration.ofSeconds(2));
    after(Duration.ofSeconds(2));
    String lost = told(1).getFirst();
    assertTrue(lost.contains("\"event.action\":\"frames-refused\""), lost);
    assertTrue(lost.contains("\"marsad.refused.frames\":50"), lost);
    assertTrue(lost.contains("\"marsad.refused.disk-full\":50"), lost);
  }

  @Test
  void lossThatGoesOnIsToldEveryTenMinutes() throws InterruptedException {
    for (int i = 0; i < 25; i++) {
      send(FIREWALL, 1);
      books.of(FIREWALL).refused(Refusal.OVERLOAD, 1);
      after(Duration.ofMinutes(1));
    }

    assertTrue(told(2).getLast().contains("\"marsad.refused.total\":22"), log.frames().toString());
  }

  @Test
  void growingShareOfMisfitsIsToldOnceUntilItIsUsual() throws InterruptedException {
    SourceBook book = books.of(FIREWALL);
    send(FIREWALL, 1);
    for (int i = 0; i < 10; i++) {
      book.stored("syslog-3164", 195, 0);
      book.quarantined(5, 0);
      watch.look();
    }
    assertEquals(0, log.size());

    for (int i = 0; i < 5; i++) {
      book.stored("syslog-3164", 100, 0);
      book.quarantined(100, 0);
      watch.look();
    }

    String drift = told(1).getFirst();
    assertTrue(drift.contains("\"event.action\":\"format-drift\""), drift);
    assertTrue(drift.contains("\"marsad.drift.misfit_share\":0.5"), drift);
  }

  @Test
  void anotherFormatIsTold() throws InterruptedException {
    SourceBook book = books.of(FIREWALL);
    send(FIREWALL, 1);
    for (int i = 0; i < 5; i++) {
      book.stored("syslog-3164", 200, 0);
      watch.look();
    }
    book.stored("json", 200, 0);
    watch.look();

    assertTrue(told(1).getFirst().contains("\"marsad.drift.format\":\"json\""));
  }

  @Test
  void manySilentSourcesAreToldAtTheirTurn() throws InterruptedException {
    SourceWatch slow =
        watch(
            new WatchConfig(
                true,
                5,
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                200,
                20,
                10,
                ByteSize.ofMiB(0)));
    for (int i = 0; i < 50; i++) {
      for (int j = 0; j < 20; j++) {
        send(Origin.of("syslog-udp", Transport.UDP, "198.51.100." + i), 1);
      }
    }
    now = now.plus(Duration.ofMinutes(5));
    slow.look();
    slow.look();
    assertEquals(10, told(10).size());

    now = now.plus(Duration.ofMinutes(1));
    slow.look();
    assertEquals(20, told(20).size());
  }
}
