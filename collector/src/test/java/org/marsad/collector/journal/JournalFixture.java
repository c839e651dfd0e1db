package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;

/**
 * A journal on a {@link FaultyDisk} whose writer has no thread: it works when a test calls {@link
 * #settle}. Its clocks stand still unless they are moved.
 */
final class JournalFixture {
  static final Path FOLDER = Path.of("/data/journal");
  static final String INDEX = "index";
  static final String RULES = "rules";
  static final Origin ORIGIN = Origin.of("syslog-tcp", Transport.TCP, "192.0.2.7");
  static final long MILLI = 1_000_000;

  final FaultyDisk disk;
  Metrics metrics = new Metrics();
  JournalConfig config = small().build();
  Instant time = Instant.parse("2026-01-02T03:04:05Z");
  long nanos;
  private long seed = 1;

  JournalFixture() {
    this(new FaultyDisk());
  }

  JournalFixture(FaultyDisk disk) {
    this.disk = disk;
  }

  /** Small bounds, no reserve, nothing packed. */
  static ConfigBuilder small() {
    return ConfigBuilder.defaults(FOLDER).fsyncBytes(2048).segmentSize(4096).reserve(0).tail(2048);
  }

  LocalEventLog open() throws IOException {
    metrics = new Metrics();
    return LocalEventLog.open(
        config, disk, List.of(INDEX, RULES), metrics, this::now, new Random(seed++));
  }

  /** What the clock says. */
  Instant now() {
    return time;
  }

  /** Lets the writer do all there is to do, as if the time for it had come. */
  void settle(LocalEventLog log) {
    long wait = 0;
    while (wait != JournalWriter.IDLE && wait != JournalWriter.STOPPED) {
      wait = log.writer().work(nanos);
      nanos += Math.max(0, wait == JournalWriter.IDLE ? 0 : wait);
    }
  }

  /** Appends, lets the writer work and returns the id. */
  long append(LocalEventLog log, RawBatch batch) {
    CompletionStage<Long> stage = log.append(batch);
    settle(log);
    CompletableFuture<Long> future = stage.toCompletableFuture();
    assertTrue(future.isDone());
    return future.join();
  }

  /** Appends batches 0 to count, each in a group of its own. */
  List<RawBatch> fill(LocalEventLog log, int count) {
    var batches = new ArrayList<RawBatch>();
    for (int i = 0; i < count; i++) {
      RawBatch batch = batch(i, 1 + i % 3);
      batches.add(batch);
      append(log, batch);
    }
    return batches;
  }

  static RawBatch batch(int number, int frames) {
    RawBatch.Builder builder = RawBatch.builder(ORIGIN, 1000L + number);
    for (int frame = 0; frame < frames; frame++) {
      String text = "<13>Jan  2 03:04:05 host app: event " + number + "/" + frame;
      builder.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return builder.build();
  }

  static RawBatch randomBatch(Random random) {
    if (random.nextInt(12) == 0) {
      return RawBatch.tick(ORIGIN, random.nextLong());
    }
    RawBatch.Builder builder = RawBatch.builder(ORIGIN, random.nextLong());
    int frames = 1 + random.nextInt(6);
    for (int i = 0; i < frames; i++) {
      var frame = new byte[random.nextInt(random.nextInt(10) == 0 ? 3000 : 200)];
      random.nextBytes(frame);
      builder.add(frame, 0, frame.length, random.nextInt(3));
    }
    return builder.build();
  }

  /** All batches from an id on that can be read without waiting. */
  static List<RawBatch> read(EventLog log, long id) throws IOException {
    try (EventLog.Reader reader = log.read(id)) {
      return rest(reader);
    }
  }

  static List<RawBatch> rest(EventLog.Reader reader) throws IOException {
    var batches = new ArrayList<RawBatch>();
    try {
      for (RawBatch batch = reader.poll(Duration.ZERO);
          batch != null;
          batch = reader.poll(Duration.ZERO)) {
        batches.add(batch);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return batches;
  }

  static void assertSame(List<RawBatch> expected, List<RawBatch> actual) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      assertTrue(isSame(expected.get(i), actual.get(i)), "batch " + i + " differs");
    }
    assertEquals(expected.size(), actual.size());
  }

  static boolean isSame(RawBatch one, RawBatch other) {
    boolean same =
        one.size() == other.size()
            && one.received() == other.received()
            && one.origin().equals(other.origin());
    for (int i = 0; same && i < one.size(); i++) {
      same =
          one.flags(i) == other.flags(i)
              && Arrays.equals(
                  one.bytes(),
                  one.offset(i),
                  one.offset(i) + one.length(i),
                  other.bytes(),
                  other.offset(i),
                  other.offset(i) + other.length(i));
    }
    return same;
  }

  /** The value of a counter as it would be scraped. */
  double metric(String nameAndLabels) {
    var out = new StringBuilder();
    try {
      metrics.write(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString()
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + nameAndLabels + " in\n" + out));
  }
}
