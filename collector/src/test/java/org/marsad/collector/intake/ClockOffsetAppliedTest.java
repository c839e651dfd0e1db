package org.marsad.collector.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.marsad.collector.format.Formats;
import org.marsad.collector.input.MemoryLog;
import org.marsad.collector.source.SourceConfig;
import org.marsad.collector.source.SourceSettings;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventLog;

/**
 * What is known of a clock when a batch comes in goes into the log with it, and into its events.
 */
final class ClockOffsetAppliedTest {
  private final MemoryLog log = new MemoryLog();
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final Ingest ingest = new Ingest(log, 1 << 20, 1 << 20, scheduler);
  private final Schema schema = new Schema();
  private final Formats formats = Formats.shipped(schema, ZoneOffset.UTC);

  @AfterEach
  void close() {
    scheduler.shutdownNow();
    log.close();
  }

  private SourceBook book(boolean apply) {
    var entry = new SourceConfig("*", null, null, Map.of(), null, null, null, null, apply);
    var settings = new SourceSettings(List.of(entry));
    SourceBook book =
        new SourceBooks(new Metrics(), settings, 10, System::nanoTime).of(Samples.TCP);
    for (int i = 0; i < 10; i++) {
      long received = Samples.NOW - (10 - i) * Samples.SECOND;
      book.claimed(received + 3_600 * Samples.SECOND, received);
    }
    return book;
  }

  /** The batch of one line as the log has it. */
  private RawBatch logged(SourceBook book, String line) throws IOException, InterruptedException {
    ingest.offer(book, Samples.raw(line), Ingest.Done.NOBODY);
    log.awaitSize(1, Duration.ofSeconds(5));
    try (EventLog.Reader reader = log.read(0)) {
      return Objects.requireNonNull(reader.poll(Duration.ofSeconds(5)));
    }
  }

  private Event read(RawBatch batch) {
    EventBatch.Builder event = EventBatch.builder(schema);
    int at = event.append(batch.bytes(), batch.offset(0), batch.length(0));
    event.begin(1, batch.received(), batch.origin(), at, batch.length(0));
    event.clockOffset(batch.clockOffset());
    formats.decode(event, at, batch.length(0), 0);
    return event.end().build().event(0);
  }

  @Test
  void clockThatIsAnHourAheadIsCorrectedAndTheClaimKept() throws Exception {
    RawBatch batch = logged(book(true), "<13>1 2026-03-18T11:20:25Z h app - - - hello");

    assertEquals(-3_600 * Samples.SECOND, batch.clockOffset());
    Event event = read(batch);
    assertEquals("2026-03-18T10:20:25Z", Nanos.format(event.timestamp()));
    assertEquals("2026-03-18T11:20:25Z", event.text(Fields.EVENT_CLAIMED));
    assertEquals(List.of("clock-offset-applied"), event.texts(Fields.TAGS));
    assertNotNull(event.text(Fields.CLOCK_OFFSET));
  }

  @Test
  void nothingIsAppliedThatNobodyAskedFor() throws Exception {
    RawBatch batch = logged(book(false), "<13>1 2026-03-18T09:20:25Z h app - - - hello");

    assertEquals(0, batch.clockOffset());
    Event event = read(batch);
    assertEquals("2026-03-18T09:20:25Z", Nanos.format(event.timestamp()));
    assertNull(event.text(Fields.CLOCK_OFFSET));
  }

  @Test
  void claimThatTheOffsetMakesNoSenseOfIsJudgedAsItIs() throws Exception {
    RawBatch batch = logged(book(true), "<13>1 2036-03-18T11:20:25Z h app - - - hello");

    assertTrue(read(batch).texts(Fields.TAGS).contains("time-future"));
  }

  @Test
  void booksShowTheOffsetAnyway() {
    assertEquals(-3_600 * Samples.SECOND, book(false).report().clockOffset());
  }
}
