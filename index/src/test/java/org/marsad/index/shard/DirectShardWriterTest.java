package org.marsad.index.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.StoredEvents;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.random.Seeds;

class DirectShardWriterTest {
  private static final long MEMORY = 16 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Schema schema = new Schema();
  private final Metrics metrics = new Metrics();
  private final Workers workers = new Workers(metrics);
  private final long seed = Seeds.next();
  private final Random random = new Random(seed);
  private long nextId;

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void showsWhatWasAddedBeforeAnythingIsWritten() throws IOException {
    var directory = new ByteBuffersDirectory();
    DirectShardWriter writer = DirectShardWriter.open(directory, schema, MEMORY, workers);
    DirectoryReader view = writer.view(null);
    for (int look = 0; look < 40; look++) {
      add(writer, 7);
      DirectoryReader newer = writer.view(view);
      view.close();
      view = newer;
      assertEquals(nextId, ids(view).size(), () -> "seed " + seed);
      assertTrue(view.leaves().size() < 4, "small segments in memory become one");
    }
    assertEquals(List.of(), List.of(directory.listAll()));
    writer.flush();
    add(writer, 5);
    try (DirectoryReader newer = writer.view(view)) {
      assertEquals(nextId, ids(newer).size());
    }
    assertEquals(
        nextId - 5, Objects.requireNonNull(view).numDocs(), "an earlier view stays as it was");
    view.close();
    writer.close();
  }

  @Test
  void whatAViewSeesOnDiskIsNotOpenedAnew() throws IOException {
    var directory = new ByteBuffersDirectory();
    DirectShardWriter writer = DirectShardWriter.open(directory, schema, MEMORY, workers);
    add(writer, 100);
    try (DirectoryReader view = writer.view(null)) {
      assertNull(writer.onDisk(view), "all of it is in memory");
    }
    Workers.await(writer.commit(data()));
    add(writer, 50);
    try (DirectoryReader view = writer.view(null);
        DirectoryReader onDisk = Objects.requireNonNull(writer.onDisk(view))) {
      assertEquals(150, view.numDocs());
      assertEquals(100, onDisk.numDocs());
      LeafReader segment = onDisk.leaves().getFirst().reader();
      assertTrue(view.leaves().stream().anyMatch(leaf -> leaf.reader() == segment));
    }
    writer.close();
  }

  @Test
  void whoReadsEventsInMemoryKeepsThemWhileItsMemoryIsUsedAgain() throws IOException {
    var directory = new ByteBuffersDirectory();
    DirectShardWriter writer = DirectShardWriter.open(directory, schema, MEMORY, workers);
    var views = new ArrayDeque<DirectoryReader>();
    var texts = new ArrayDeque<List<String>>();
    DirectoryReader before = null;
    for (int round = 0; round < 30; round++) {
      add(writer, 50 + random.nextInt(3_000));
      before = writer.view(before);
      views.add(before);
      texts.add(originals(before));
      if (round % 2 == 1) {
        writer.flush();
      }
      while (views.size() > 1 + random.nextInt(6)) {
        DirectoryReader oldest = views.remove();
        assertEquals(texts.remove(), originals(oldest), () -> "seed " + seed);
        oldest.close();
      }
    }
    while (!views.isEmpty()) {
      DirectoryReader oldest = views.remove();
      assertEquals(texts.remove(), originals(oldest), () -> "seed " + seed);
      oldest.close();
    }
    Workers.await(writer.commit(data()));
    writer.close();
  }

  /** The id and the original of every event in memory. */
  private List<String> originals(DirectoryReader view) throws IOException {
    var found = new ArrayList<String>();
    for (LeafReaderContext leaf : view.leaves()) {
      if (leaf.reader().getFieldInfos().fieldInfo(IndexFields.BLOCK) == null) {
        var events = new StoredEvents(leaf.reader());
        for (int document = 0; document < leaf.reader().maxDoc(); document++) {
          EventBatch.Builder one = EventBatch.single(schema);
          events.load(document, one);
          EventBatch event = one.build();
          found.add(event.id(0) + " " + event.event(0).originalText());
        }
      }
    }
    return found;
  }

  @Test
  void manySmallCommitsMakeFewSegments() throws IOException {
    var directory = new ByteBuffersDirectory();
    DirectShardWriter writer = DirectShardWriter.open(directory, schema, MEMORY, workers);
    for (int commit = 0; commit < 100; commit++) {
      add(writer, 20);
      Workers.await(writer.commit(data()));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (leaves(writer) > 8) {
      assertTrue(System.nanoTime() < deadline, "no merge came");
      LockSupport.parkNanos(1_000_000);
      add(writer, 1);
      Workers.await(writer.commit(data()));
    }
    Workers.await(writer.commit(data()));
    writer.close();
    whole(directory);
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      assertEquals(allIds(), ids(reader), () -> "seed " + seed);
      assertTrue(reader.leaves().size() <= 9, () -> "segments: " + reader.leaves().size());
    }
    long files = Arrays.stream(directory.listAll()).filter(file -> file.startsWith("_")).count();
    assertTrue(files <= 9 * 3, () -> "files of segments that are gone: " + files);
  }

  @Test
  void aCrashAtAnyStepLeavesTheLastCommitWhole() throws IOException {
    var committed = new AtomicLong();
    var committing = new AtomicLong();
    var directory =
        new StepDirectory(
            left -> {
              try {
                SegmentInfos found = SegmentInfos.readLatestCommit(left);
                whole(left);
                long events = found.totalMaxDoc();
                assertTrue(
                    events == committed.get() || events == committing.get(),
                    () -> "seed " + seed + ": " + events);
                assertEquals(events, Long.parseLong(found.getUserData().get("next")));
              } catch (IndexNotFoundException e) {
                assertEquals(0, committed.get(), e::toString);
              }
            });
    DirectShardWriter writer = DirectShardWriter.open(directory, schema, MEMORY, workers);
    for (int commit = 0; commit < 8; commit++) {
      add(writer, 1 + random.nextInt(30));
      if (commit % 3 == 0) {
        writer.flush();
        add(writer, 1 + random.nextInt(30));
      }
      committing.set(nextId);
      Workers.await(writer.commit(data()));
      committed.set(nextId);
    }
    writer.close();
    assertTrue(directory.changes() > 50);
  }

  @Test
  void largerSegmentsArePutTogetherAndACrashMeanwhileLosesNothing() throws IOException {
    var committed = new AtomicLong();
    var committing = new AtomicLong();
    var directory =
        new StepDirectory(
            left -> {
              try {
                SegmentInfos found = SegmentInfos.readLatestCommit(left);
                assertTrue(Set.of(left.listAll()).containsAll(found.files(true)));
                long events = found.totalMaxDoc();
                assertTrue(
                    events == committed.get() || events == committing.get(),
                    () -> "seed " + seed + ": " + events);
              } catch (IndexNotFoundException e) {
                assertEquals(0, committed.get(), e::toString);
              }
            });
    DirectShardWriter writer = DirectShardWriter.open(directory, schema, MEMORY, workers);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int commit = 0; commit < 8 || leaves(writer) > 4; commit++) {
      assertTrue(System.nanoTime() < deadline, "no merge came");
      add(writer, commit < 8 ? 4_200 : 1);
      committing.set(nextId);
      Workers.await(writer.commit(data()));
      committed.set(nextId);
    }
    Workers.await(writer.commit(data()));
    writer.close();
    whole(directory);
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      assertEquals(allIds(), ids(reader), () -> "seed " + seed);
      assertTrue(
          reader.leaves().stream()
              .anyMatch(
                  leaf ->
                      leaf.reader().getFieldInfos().fieldInfo(IndexFields.PLACES) != null
                          && leaf.reader().maxDoc() >= 8 * 4_200));
    }
  }

  @Test
  void goesOnFromWhatIsThere() throws IOException {
    var directory = new ByteBuffersDirectory();
    for (int round = 0; round < 4; round++) {
      DirectShardWriter writer = DirectShardWriter.open(directory, schema, MEMORY, workers);
      add(writer, 100);
      Workers.await(writer.commit(data()));
      assertFalse(writer.isChanged());
      writer.close();
    }
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      assertEquals(allIds(), ids(reader), () -> "seed " + seed);
    }
  }

  @Test
  void goesOnAfterARest() throws IOException {
    var directory = new ByteBuffersDirectory();
    DirectShardWriter writer = DirectShardWriter.open(directory, schema, MEMORY, workers);
    writer.rest();
    DirectoryReader view = writer.view(null);
    for (int round = 0; round < 4; round++) {
      add(writer, 100);
      DirectoryReader newer = writer.view(view);
      view.close();
      view = newer;
      assertEquals(nextId, ids(view).size());
      Workers.await(writer.commit(data()));
      writer.rest();
    }
    view.close();
    writer.close();
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      assertEquals(allIds(), ids(reader), () -> "seed " + seed);
    }
  }

  @Test
  void mergesNothingInTheFirstRestAfterAStart() throws IOException {
    var directory = new ByteBuffersDirectory();
    DirectShardWriter before = DirectShardWriter.open(directory, schema, MEMORY, workers);
    for (int round = 0; round < 4; round++) {
      add(before, 100);
      Workers.await(before.commit(data()));
    }
    before.close();
    DirectShardWriter writer = DirectShardWriter.open(directory, schema, MEMORY, workers);
    writer.rest();
    awaitMerges();
    assertEquals(4, leaves(writer));
    writer.rest();
    awaitMerges();
    assertEquals(1, leaves(writer));
    writer.close();
  }

  /** What has begun is done: one merge goes behind the other. */
  private void awaitMerges() throws IOException {
    Workers.await(workers.merger().submit(() -> {}));
  }

  @Test
  void countsWhatIsTooLongToBeATerm() throws IOException {
    var directory = new ByteBuffersDirectory();
    DirectShardWriter writer = DirectShardWriter.open(directory, schema, MEMORY, workers);
    writer.add(Samples.event(schema, 0, "short", "note", "v".repeat(9_000)), 0, 1);
    Workers.await(writer.commit(data()));
    writer.close();
    var told = new StringBuilder();
    metrics.write(told);
    assertTrue(told.toString().contains("marsad_index_cut_terms_total 1\n"), told::toString);
  }

  private void add(DirectShardWriter writer, int count) {
    EventBatch batch = Samples.random(schema, random, nextId, count);
    for (int row = 0; row < count; row++) {
      writer.add(batch, row, 1);
    }
    nextId += count;
  }

  private Map<String, String> data() {
    return Map.of("next", Long.toString(nextId));
  }

  private static int leaves(DirectShardWriter writer) throws IOException {
    try (DirectoryReader view = writer.view(null)) {
      return view.leaves().size();
    }
  }

  private Set<Long> allIds() {
    Set<Long> ids = new TreeSet<>();
    for (long id = 0; id < nextId; id++) {
      ids.add(id);
    }
    return ids;
  }

  private Set<Long> ids(DirectoryReader reader) throws IOException {
    var all = new ArrayList<Long>();
    for (LeafReaderContext leaf : reader.leaves()) {
      var events = new StoredEvents(leaf.reader());
      EventBatch.Builder builder = EventBatch.builder(schema);
      for (int document = 0; document < leaf.reader().maxDoc(); document++) {
        events.load(document, builder);
      }
      EventBatch batch = builder.build();
      for (int row = 0; row < batch.size(); row++) {
        all.add(batch.id(row));
      }
    }
    Set<Long> ids = new TreeSet<>(all);
    assertEquals(all.size(), ids.size(), "an event is there twice");
    return ids;
  }

  private static void whole(Directory directory) throws IOException {
    var told = new ByteArrayOutputStream();
    try (var check = new CheckIndex(directory)) {
      check.setThreadCount(1);
      check.setInfoStream(new PrintStream(told, true, UTF_8));
      assertTrue(check.checkIndex().clean, () -> told.toString(UTF_8));
    }
  }
}
