package org.marsad.collector.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marsad.collector.enrich.EnrichConfig;
import org.marsad.collector.enrich.Enricher;
import org.marsad.collector.format.Formats;
import org.marsad.collector.journal.JournalConfig;
import org.marsad.collector.journal.LocalEventLog;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventConsumer;

/** What consumers see of batches of all sizes. */
final class PartedBatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private final Schema schema = new Schema();
  private final Metrics metrics = new Metrics();
  private final Recorder recorder = new Recorder();

  @ParameterizedTest
  @ValueSource(ints = {1, 127, 128, 512, 2_048, 2_049, 5_000})
  void allEventsComeInOrderAndWhole(int count) throws Exception {
    hand(batch(count, ""));

    assertEquals(count, recorder.rows());
    check(count, "");
    assertTrue(
        count <= 2_048 || recorder.batches.stream().allMatch(batch -> batch.size() <= 512),
        "in parts of some hundred");
  }

  @Test
  void valuesThatOutgrowTheBlockMoveIt() throws Exception {
    // Each is written anew without its escapes, all together more than there is room for.
    String escaped = "\\\\".repeat(400);
    hand(batch(3_000, escaped));

    check(3_000, "\\".repeat(400));
  }

  private void hand(RawBatch batch) throws Exception {
    InstantSource clock = InstantSource.system();
    var books = new SourceBooks(metrics);
    Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));
    Enricher enricher = Enricher.open(EnrichConfig.defaults(), schema, metrics);
    var reading = new Reading(formats, enricher, 1 << 20);
    JournalConfig journal = JournalConfig.defaults(folder);
    try (var log = LocalEventLog.open(journal, List.of("recorder"), metrics, clock);
        Pipeline pipeline =
            Pipeline.open(log, reading, schema, books, List.of(recorder), metrics, clock)) {
      pipeline.start();
      log.append(batch).toCompletableFuture().join();
      assertTrue(pipeline.awaitDrained(PATIENCE), "not drained");
    }
  }

  private void check(int count, String more) {
    int at = 0;
    for (EventBatch batch : recorder.batches) {
      for (int row = 0; row < batch.size(); row++, at++) {
        Event event = batch.event(row);
        assertEquals(at, batch.id(row));
        assertEquals("number " + at + "\t" + more, event.text(Fields.MESSAGE));
        assertEquals("user-" + at % 7, event.text(Fields.USER_NAME));
        String original = event.text(Fields.ORIGINAL);
        assertTrue(original != null && original.contains("number " + at + "\\t"), original);
      }
    }
    assertEquals(count, at);
  }

  private static RawBatch batch(int count, String more) {
    Origin origin = new Origin("http", Transport.HTTP, "192.0.2.1", "json");
    RawBatch.Builder frames = RawBatch.builder(origin, 1);
    for (int i = 0; i < count; i++) {
      String event =
          "{\"message\":\"number %d\\t%s\",\"user\":{\"name\":\"user-%d\"}}"
              .formatted(i, more, i % 7);
      frames.add(event.getBytes(UTF_8));
    }
    return frames.build();
  }

  private static final class Recorder implements EventConsumer {
    final List<EventBatch> batches = new CopyOnWriteArrayList<>();

    int rows() {
      return batches.stream().mapToInt(EventBatch::size).sum();
    }

    @Override
    public void accept(EventBatch batch) {
      if (!batch.isTick()) {
        batches.add(batch);
      }
    }

    @Override
    public String name() {
      return "recorder";
    }

    @Override
    public long position() {
      return rows();
    }
  }
}
