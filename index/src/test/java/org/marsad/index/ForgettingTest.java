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
import java.time.ZoneOffset;
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
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.TestRegex;
import org.marsad.model.store.SearchRequest;

/** A store that keeps two days, opened over five. */
class ForgettingTest {
  private static final Instant NOW = Instant.parse("2026-03-18T12:00:00Z");
  private static final Origin ORIGIN = Origin.of("test", Transport.TCP, "192.0.2.1");

  @TempDir private Path folder;
  private final List<Forgotten> told = new CopyOnWriteArrayList<>();
  private final Schema schema = new Schema();

  private LuceneEventStore open(Duration keepFor, KeepClass... kept) throws IOException {
    List<KeepClass> classes = List.of(kept);
    var config =
        new IndexConfig(
            folder,
            Duration.ofDays(1),
            new ByteSize(0),
            2,
            4,
            ByteSize.ofMiB(16),
            Duration.ZERO,
            Duration.ofHours(1),
            keepFor,
            new ByteSize(0),
            new ByteSize(0),
            "labels.retention",
            classes,
            ByteSize.ofMiB(16));
    return LuceneEventStore.open(
        config, schema, new TestRegex(), new Metrics(), InstantSource.fixed(NOW), told::add);
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
  void labelledEventsLieInShardsOfTheirOwnThatGoBeforeTheOthers() throws Exception {
    var brief = new KeepClass("short", Duration.ofDays(1), new ByteSize(0));
    try (LuceneEventStore store = open(Duration.ZERO)) {
      store.accept(labelled(0, "SHORT"));
      store.commit();
      assertEquals(1, folders(), "no class was configured, so that nothing is apart");
    }
    try (LuceneEventStore store = open(Duration.ZERO, brief)) {
      store.accept(labelled(1, "Short"));
      store.accept(labelled(4, "other"));
      store.accept(labelled(5, "short"));
      store.commit();
      store.refresh();
      assertEquals(40, store.count());
      assertEquals(30, store.search(SearchRequest.of(query("labels.retention:short"), 0)).total());
      assertTrue(Files.isDirectory(folder.resolve("20260315T0000-short")));
      assertTrue(Files.isDirectory(folder.resolve("20260318T0000")));
      assertTrue(Files.isDirectory(folder.resolve("20260319T0000-short")));
    }
    told.clear();
    try (LuceneEventStore store = open(Duration.ZERO, brief)) {
      store.commit();
      store.refresh();
      assertEquals(30, store.count(), "of the class only what is not too old stays");
      assertEquals(List.of("20260315T0000-short"), told.stream().map(Forgotten::shard).toList());
      assertTrue(
          told.getFirst().reason().contains("older than 24 h, as long as short is kept"),
          told.getFirst()::reason);
    }
    try (LuceneEventStore store = open(Duration.ofDays(2))) {
      store.commit();
      assertEquals(20, store.count(), "a class that is configured no more is kept like all others");
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

  private static Query query(String text) {
    return QueryParser.parse(text, NOW, ZoneOffset.UTC, new TestRegex());
  }

  /** Ten events of a day with a label. */
  private EventBatch labelled(int number, String label) {
    EventBatch.Builder builder = EventBatch.builder(schema);
    long time = Nanos.of(NOW.minus(Duration.ofDays(4 - number)));
    for (int i = 0; i < 10; i++) {
      byte[] bytes = ("event " + i).getBytes(UTF_8);
      int at = builder.append(bytes, 0, bytes.length);
      builder.begin(number * 10L + i, time, ORIGIN, at, bytes.length);
      builder.add(Fields.MESSAGE, at, bytes.length).add("labels.retention", label).end();
    }
    return builder.build();
  }

  /** Ten events of a day, the last of which is that of {@link #NOW}. */
  private EventBatch day(int number) {
    EventBatch.Builder builder = EventBatch.builder(schema);
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
