package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Terms;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.junit.jupiter.api.Test;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.random.Seeds;

class ShortTermsTest {
  private static final byte[] NAME = "id\0".getBytes(US_ASCII);

  private final Schema schema = new Schema();
  private final long seed = Seeds.next();
  private final Random random = new Random(seed);

  @Test
  void areFoundInASegmentAsItWasBuilt() throws IOException {
    assertFound(built(List.of(events(0, 3_000))));
  }

  @Test
  void areFoundInASegmentThatWasMerged() throws IOException {
    Directory one = built(List.of(events(0, Grams.MIN_EVENTS)));
    Directory other = built(List.of(events(Grams.MIN_EVENTS, Grams.MIN_EVENTS + 300)));
    assertFound(SegmentWriterTest.merged(schema, one, other));
  }

  @Test
  void areFoundInASegmentThatWasBuiltAnew() throws IOException {
    Directory one = built(List.of(events(0, 500)));
    Directory other = built(List.of(events(500, 700)));
    try (DirectoryReader a = DirectoryReader.open(one);
        DirectoryReader b = DirectoryReader.open(other)) {
      List<LeafReader> leaves =
          List.of(a.leaves().getFirst().reader(), b.leaves().getFirst().reader());
      assertFound(
          SegmentWriterTest.written(
              directory -> {
                try (var merge =
                    new SegmentMerge(directory, () -> "_0", schema, 1 << 28, new RightOfWay())) {
                  return merge.rebuild(leaves, () -> true).getFirst();
                }
              }));
    }
  }

  private void assertFound(Directory directory) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      LeafReader segment = reader.leaves().getFirst().reader();
      Terms terms = segment.terms(IndexFields.HEX_VALUES);
      assertNotNull(terms);
      assertTrue(ShortTerms.areIn(terms.iterator(), NAME));
      for (String asked : List.of("7", "0a", "dead", "f")) {
        var value = new BytesRef();
        var shorts =
            new ShortTerms(
                segment,
                NAME,
                term -> {
                  HexTerms.unpack(term, NAME.length, value);
                  return value.utf8ToString().contains(asked);
                });
        FixedBitSet found = shorts.find();
        var events = new StoredEvents(segment);
        for (int document = 0; document < segment.maxDoc(); document++) {
          EventBatch.Builder one = EventBatch.single(schema);
          events.load(document, one);
          boolean has = has(one.build(), asked);
          int at = document;
          assertEquals(has, found.get(document), () -> "seed " + seed + ", document " + at);
          if (random.nextInt(20) == 0) {
            assertEquals(has, shorts.isIn(document), () -> "seed " + seed + ", document " + at);
          }
        }
      }
    }
  }

  private boolean has(EventBatch event, String part) {
    int field = schema.id("id");
    for (int slice = event.find(0, field); slice >= 0; slice = event.next(0, slice)) {
      String value = new String(event.bytes(), event.offset(slice), event.length(slice), US_ASCII);
      if (value.toLowerCase(Locale.ROOT).contains(part)) {
        return true;
      }
    }
    return false;
  }

  private Directory built(List<EventBatch> batches) throws IOException {
    var builder = new SegmentBuilder(schema);
    for (EventBatch batch : batches) {
      SegmentWriterTest.add(builder, batch);
    }
    SegmentContent content = builder.content(0, false);
    return SegmentWriterTest.written(
        directory ->
            SegmentWriter.write(
                directory, "_0", content, Runnable::run, new RightOfWay(), new Room()));
  }

  /** Events with one value each that is there once, in several places. */
  private EventBatch events(int firstId, int count) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < count; i++) {
      var texts = new ArrayList<String>();
      for (int left = 2; left > 0; left--) {
        String text = new UUID(random.nextLong(), random.nextLong()).toString();
        texts.add(random.nextInt(3) == 0 ? text.toUpperCase(Locale.ROOT) : text);
      }
      String line = "{\"a\":\"" + texts.get(0) + "\",\"b\":\"" + texts.get(1) + "\"}";
      Samples.begin(batch, firstId + i, line);
      batch.timestamp(Samples.NOW + random.nextInt(1_000_000));
      int at = batch.length() - line.length();
      switch (random.nextInt(4)) {
        case 0 -> batch.add("id", texts.get(0).replace("-", ""));
        case 1 -> batch.add(schema.id("id"), ValueKind.TEXT, at + 6, 36);
        case 2 ->
            batch
                .add(schema.id("id"), ValueKind.TEXT, at + 6, 36)
                .add(schema.id("id"), ValueKind.TEXT, at + 49, 36);
        default -> batch.add("other", texts.get(1));
      }
      batch.end();
    }
    return batch.build();
  }
}
