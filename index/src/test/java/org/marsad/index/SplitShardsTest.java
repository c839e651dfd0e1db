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
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.config.ByteSize;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.Query;
import org.marsad.model.query.TestRegex;
import org.marsad.model.store.SearchRequest;

/** A store whose shards may have a mebibyte, with more events of one day than fit. */
class SplitShardsTest {
  private static final Instant NOW = Instant.parse("2026-03-18T12:00:00Z");
  private static final String DAY = "20260318T0000";
  private static final Origin ORIGIN = Origin.of("test", Transport.TCP, "192.0.2.1");
  private static final int ROWS = 500;
  private static final int BATCHES = 16;

  private final Schema schema = new Schema();
  @TempDir private Path folder;

  private LuceneEventStore open() throws IOException {
    IndexConfig defaults = IndexConfig.defaults(folder);
    var config =
        new IndexConfig(
            folder,
            defaults.shardPeriod(),
            ByteSize.ofMiB(1),
            defaults.openWriters(),
            defaults.openReaders(),
            ByteSize.ofMiB(1),
            Duration.ZERO,
            Duration.ofHours(1),
            defaults.keepFor(),
            defaults.keep(),
            defaults.keepFree(),
            defaults.keepLabel(),
            defaults.keepClasses(),
            defaults.remember());
    return LuceneEventStore.open(
        config, schema, new TestRegex(), new Metrics(), InstantSource.fixed(NOW));
  }

  @Test
  void anotherShardOfTheSameTimeFollowsOneThatIsLarge() throws Exception {
    try (LuceneEventStore store = open()) {
      fill(store, 0, BATCHES);
      store.commit();
      hasEach(store, BATCHES);
    }
    List<String> names = folders();
    assertTrue(names.size() > 2, names.toString());
    assertEquals(List.of(DAY, DAY + "+002", DAY + "+003"), names.subList(0, 3));
    try (LuceneEventStore store = open()) {
      hasEach(store, BATCHES);
    }
  }

  @Test
  void whatComesAgainAfterACrashIsThereOnce() throws Exception {
    LuceneEventStore crashed = open();
    fill(crashed, 0, BATCHES / 2);
    crashed.commit();
    long durable = crashed.position();
    fill(crashed, BATCHES / 2, BATCHES);
    // What was written since is durable in some shards and not in others.
    crashed.abandon();
    assertEquals((long) BATCHES / 2 * ROWS, durable);
    try (LuceneEventStore store = open()) {
      fill(store, BATCHES / 2, BATCHES);
      store.commit();
      hasEach(store, BATCHES);
    }
  }

  @Test
  void allOfTheJournalComesAgainWhereThePositionIsLost() throws Exception {
    try (LuceneEventStore store = open()) {
      fill(store, 0, BATCHES);
    }
    Files.delete(folder.resolve("position"));
    try (LuceneEventStore store = open()) {
      fill(store, 0, BATCHES);
      store.commit();
      hasEach(store, BATCHES);
    }
  }

  private void fill(LuceneEventStore store, int from, int to) throws Exception {
    for (int number = from; number < to; number++) {
      store.accept(batch(number));
    }
  }

  private static void hasEach(LuceneEventStore store, int batches) throws IOException {
    Set<Long> ids = new HashSet<>();
    long[] count = new long[1];
    store.scan(
        SearchRequest.of(new Query.All(), 0),
        batch -> {
          for (int row = 0; row < batch.size(); row++) {
            ids.add(batch.id(row));
            count[0]++;
          }
          return true;
        });
    assertEquals((long) batches * ROWS, count[0]);
    assertEquals(batches * ROWS, ids.size());
    assertEquals(count[0], store.count());
  }

  private List<String> folders() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isDirectory)
          .map(path -> String.valueOf(path.getFileName()))
          .sorted()
          .toList();
    }
  }

  /** Events with texts that nothing makes small; the same for the same number. */
  private EventBatch batch(int number) {
    var random = new Random(number);
    EventBatch.Builder builder = EventBatch.builder(schema);
    long time = Nanos.of(NOW.plusMillis(number));
    for (int i = 0; i < ROWS; i++) {
      var text = new StringBuilder("event");
      for (int word = 0; word < 20; word++) {
        text.append(' ').append(Long.toString(random.nextLong(), Character.MAX_RADIX));
      }
      byte[] bytes = text.toString().getBytes(UTF_8);
      int at = builder.append(bytes, 0, bytes.length);
      builder.begin((long) number * ROWS + i, time, ORIGIN, at, bytes.length);
      builder.add(Fields.MESSAGE, at, bytes.length).end();
    }
    return builder.build();
  }
}
