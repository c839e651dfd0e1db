package org.marsad.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.index.shard.Forgotten;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.TestRegex;

/** A store that keeps two days, opened over five. */
class ForgettingTest {
  private static final Instant NOW = Instant.parse("2026-03-18T12:00:00Z");
  private static final Origin ORIGIN = Origin.of("test", Transport.TCP, "192.0.2.1");

  @TempDir private Path folder;
  private final List<Forgotten> told = new CopyOnWriteArrayList<>();

  private LuceneEventStore open(Duration keepFor) throws IOException {
    var config =
        new IndexConfig(
            folder,
            Duration.ofDays(1),
            2,
            4,
            ByteSize.ofMiB(16),
            Duration.ZERO,
            Duration.ofHours(1),
            keepFor,
            new ByteSize(0),
            new ByteSize(0));
    return LuceneEventStore.open(
        config, new Schema(), new TestRegex(), new Metrics(), InstantSource.fixed(NOW), told::add);
  }

  @Test
  void deletesOldShardsAndSaysWhichAndKeepsTheRest() throws Exception {
    try (LuceneEventStore store = open(Duration.ZERO)) {
      for (int day = 0; day < 5; day++) {
        store.accept(day(day));
      }
      store.commit();
      assertEquals(50, store.count());
    }
    assertEquals(List.of(), told);
    try (LuceneEventStore store = open(Duration.ofDays(2))) {
      store.commit();
      assertEquals(30, store.count());
      assertEquals(2, told.size());
      assertEquals("20260314T0000", told.getFirst().shard());
      assertEquals(10, told.getFirst().events());
      assertTrue(told.getFirst().reason().contains("older than 48 h"));
      assertEquals(3, folders());
    }
    try (LuceneEventStore store = open(Duration.ofDays(2))) {
      assertEquals(30, store.count(), "what was deleted does not come back");
    }
  }

  @Test
  void takesAwayWhatACrashLeftOfDeleting() throws Exception {
    open(Duration.ZERO).close();
    Path left = Files.createDirectory(folder.resolve(".gone-20260101T0000"));
    Files.writeString(left.resolve("_0.si"), "x");
    open(Duration.ZERO).close();
    assertEquals(0, folders());
  }

  private long folders() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isDirectory).count();
    }
  }

  /** Ten events of a day, the last of which is that of {@link #NOW}. */
  private static EventBatch day(int number) {
    EventBatch.Builder builder = EventBatch.builder(new Schema());
    long time = Nanos.of(NOW.minus(Duration.ofDays(4 - number)));
    for (int i = 0; i < 10; i++) {
      byte[] bytes = ("event " + i).getBytes(UTF_8);
      int at = builder.append(bytes, 0, bytes.length);
      builder.begin(number * 10L + i, time, ORIGIN, at, bytes.length);
      builder.add(Fields.MESSAGE, at, bytes.length).end();
    }
    return builder.build();
  }
}
