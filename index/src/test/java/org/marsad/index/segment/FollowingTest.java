package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.random.Seeds;

class FollowingTest {
  private static final int EVENTS = Grams.MIN_EVENTS + 100;
  private static final List<String> FIELDS =
      List.of("host.name", "host.ip", "host.id", "kind", "category", "direction", "several");

  private final Schema schema = new Schema();
  private final long seed = Seeds.next();
  private final Random random = new Random(seed);

  @Test
  void columnsThatFollowFromOthersTellWhatEventsHave() throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(built(events(0, 7)))) {
      LeafReader segment = reader.leaves().getFirst().reader();
      assertEquals("host.name", follows(segment, "host.ip"));
      assertEquals("host.name", follows(segment, "host.id"));
      assertEquals("kind", follows(segment, "category"));
      assertEquals("kind", follows(segment, "direction"));
      assertNull(follows(segment, "host.name"));
      assertNull(follows(segment, "kind"));
      assertNull(follows(segment, "several"));
      assertRight(segment);
    }
  }

  @Test
  void whatFollowsInAllSegmentsFollowsWhereTheyAreMerged() throws IOException {
    try (DirectoryReader reader = merged(built(events(0, 7)), built(events(EVENTS, 7)))) {
      LeafReader segment = reader.leaves().getFirst().reader();
      assertEquals("host.name", follows(segment, "host.ip"));
      assertEquals("kind", follows(segment, "direction"));
      assertRight(segment);
    }
  }

  @Test
  void whatFollowsOtherwiseInAnotherSegmentIsWrittenForAllDocuments() throws IOException {
    try (DirectoryReader reader = merged(built(events(0, 7)), built(events(EVENTS, 8)))) {
      LeafReader segment = reader.leaves().getFirst().reader();
      assertNull(follows(segment, "host.ip"));
      assertEquals("host.name", follows(segment, "host.id"));
      assertRight(segment);
    }
  }

  private static @Nullable String follows(LeafReader segment, String field) {
    FieldInfo info = segment.getFieldInfos().fieldInfo(field);
    assertNotNull(info, field);
    return info.getAttribute(IndexFields.FOLLOWS);
  }

  /** Each document has in each column what its event has. */
  private void assertRight(LeafReader segment) throws IOException {
    var events = new StoredEvents(segment);
    var columns = new SortedSetDocValues[FIELDS.size()];
    for (int i = 0; i < columns.length; i++) {
      SortedSetDocValues values = TextValues.of(segment, FIELDS.get(i));
      assertNotNull(values);
      columns[i] = values;
    }
    for (int document = 0; document < segment.maxDoc(); document++) {
      EventBatch.Builder one = EventBatch.single(schema);
      events.load(document, one);
      EventBatch event = one.build();
      for (int i = 0; i < columns.length; i++) {
        String value = event.event(0).text(FIELDS.get(i));
        boolean has = columns[i].advanceExact(document);
        int at = document;
        assertEquals(
            value != null, has, () -> "seed " + seed + ", document " + at + " of " + FIELDS);
        if (value != null) {
          BytesRef text = columns[i].lookupOrd(columns[i].nextOrd());
          assertEquals(value, new String(text.bytes, text.offset, text.length, UTF_8));
        }
      }
    }
    SortedSetDocValues each = TextValues.of(segment, "direction");
    assertNotNull(each);
    int count = 0;
    while (each.nextDoc() != SortedSetDocValues.NO_MORE_DOCS) {
      count++;
    }
    int expected = 0;
    for (int document = 0; document < segment.maxDoc(); document++) {
      expected += has(events, document);
    }
    assertEquals(expected, count);
  }

  private int has(StoredEvents events, int document) throws IOException {
    EventBatch.Builder one = EventBatch.single(schema);
    events.load(document, one);
    return one.build().event(0).text("direction") == null ? 0 : 1;
  }

  private DirectoryReader merged(Directory one, Directory other) throws IOException {
    return DirectoryReader.open(SegmentWriterTest.merged(schema, one, other));
  }

  private Directory built(EventBatch batch) throws IOException {
    var builder = new SegmentBuilder(schema);
    SegmentWriterTest.add(builder, batch);
    SegmentContent content = builder.content(0, false);
    return SegmentWriterTest.written(
        directory ->
            SegmentWriter.write(
                directory, "_0", content, Runnable::run, new RightOfWay(), new Room()));
  }

  /** Events of hosts with an address each, the last part of which is so many times their number. */
  private EventBatch events(int firstId, int times) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < EVENTS; i++) {
      Samples.begin(batch, firstId + i, "x");
      batch.timestamp(Samples.NOW + random.nextInt(1_000_000));
      int host = random.nextInt(30);
      if (random.nextInt(20) > 0) {
        batch.add("host.name", "h" + host + ".example.com");
        batch.add("host.ip", "192.0.2." + host * times);
        batch.add("host.id", "S-" + host);
      }
      int kind = random.nextInt(6);
      batch.add("kind", "kind " + kind);
      batch.add("category", kind % 2 == 0 ? "even" : "odd");
      if (kind < 3) {
        batch.add("direction", kind == 0 ? "in" : "out");
      }
      batch.add("several", "value " + random.nextInt(4));
      batch.end();
    }
    return batch.build();
  }
}
