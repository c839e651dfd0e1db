package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.marsad.index.field.IndexFields;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.random.Seeds;

/** Segments that are put together, against one that is built of the same events. */
class SegmentMergeTest {
  private final Schema schema = new Schema();
  private final long seed = Seeds.next();
  private final Random random = new Random(seed);
  private long nextId;

  /** How many segments were put together, not built anew. */
  private int together;

  @Test
  void hasWhatASegmentHasThatIsBuiltOfTheSameEvents() throws IOException {
    for (int round = 0; round < 3 || together < 2; round++) {
      var all = new ArrayList<EventBatch>();
      var segments = new ArrayList<Directory>();
      for (int left = 2 + random.nextInt(5); left > 0; left--) {
        List<EventBatch> batches = batches();
        all.addAll(batches);
        segments.add(built(batches));
      }
      assertSame(built(all), merged(segments));
    }
  }

  @Test
  void mergesWhatWasMerged() throws IOException {
    var all = new ArrayList<EventBatch>();
    var segments = new ArrayList<Directory>();
    for (int left = 8; left > 0; left--) {
      List<EventBatch> batches = batches();
      all.addAll(batches);
      segments.add(built(batches));
      if (segments.size() > random.nextInt(4) + 1) {
        Directory one = merged(segments);
        segments.clear();
        segments.add(one);
      }
    }
    segments.add(merged(segments));
    segments.subList(0, segments.size() - 1).clear();
    assertSame(built(all), segments.getFirst());
  }

  @Test
  void keepsFewBlocksAsTheyAre() throws IOException {
    Directory one = built(List.of(Samples.random(schema, random, 0, 700)));
    Directory other = built(List.of(Samples.random(schema, random, 700, 300)));
    List<byte[]> blocks = blocks(one);
    blocks.addAll(blocks(other));
    List<byte[]> kept = blocks(merged(List.of(one, other)));
    assertEquals(5, kept.size());
    for (int i = 0; i < kept.size(); i++) {
      assertArrayEquals(blocks.get(i), kept.get(i));
    }
  }

  @Test
  void compressesTextsAfterWhatManyBlocksHaveInCommon() throws IOException {
    var all = new ArrayList<EventBatch>();
    var segments = new ArrayList<Directory>();
    long before = 0;
    for (int i = 0; i < 3; i++) {
      segments.add(built(more(all, 8_000)));
      before += bytes(segments.getLast());
    }
    Directory once = merged(segments);
    assertTrue(hasDictionary(once));
    long after = bytes(once);
    assertTrue(after < before * 0.95, after + " of " + before);
    assertSame(built(all), once);
    // One that has a dictionary, and two that are too small for one.
    Directory twice = merged(List.of(built(more(all, 300)), once, built(more(all, 400))));
    assertTrue(hasDictionary(twice));
    assertSame(built(all), twice);
    assertEquals(2, together);
  }

  private List<EventBatch> more(List<EventBatch> all, int count) {
    EventBatch batch = Samples.random(schema, random, nextId, count);
    nextId += count;
    all.add(batch);
    return List.of(batch);
  }

  private static boolean hasDictionary(Directory directory) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      return TextDictionaries.of(reader.leaves().getFirst().reader()) != null;
    }
  }

  private static long bytes(Directory directory) throws IOException {
    return blocks(directory).stream().mapToLong(block -> block.length).sum();
  }

  @Test
  void columnsThatOneSegmentLacksAreReadFromItsEvents() throws IOException {
    EventBatch.Builder rare = EventBatch.builder(schema);
    Samples.begin(rare, 0, "x").add("only", "Here");
    number(rare, "n", "7.5");
    rare.end();
    for (int id = 1; id < 250; id++) {
      Samples.begin(rare, id, "x").add("other", "v" + id % 3);
      rare.end();
    }
    EventBatch.Builder often = EventBatch.builder(schema);
    for (int id = 250; id < 500; id++) {
      Samples.begin(often, id, "x").add("only", "there");
      number(often, "n", "4");
      often.end();
    }
    EventBatch few = rare.build();
    EventBatch many = often.build();
    Directory merged = merged(List.of(built(List.of(few)), built(List.of(many))));
    assertSame(built(List.of(few, many)), merged);
    try (DirectoryReader reader = DirectoryReader.open(merged)) {
      LeafReader leaf = reader.leaves().getFirst().reader();
      assertEquals(2, leaf.getSortedSetDocValues("only").getValueCount());
      FieldInfo mixed = leaf.getFieldInfos().fieldInfo("n");
      assertEquals(IndexFields.COLUMN_NUMBER, mixed.getAttribute(IndexFields.COLUMN));
    }
  }

  @Test
  void numbersHereAndTextsThereAreBuiltAnew() throws IOException {
    EventBatch.Builder numbers = EventBatch.builder(schema);
    EventBatch.Builder texts = EventBatch.builder(schema);
    for (int id = 0; id < 9; id++) {
      number(Samples.begin(numbers, id, "x"), "n", "4");
      numbers.end();
      Samples.begin(texts, 9 + id, "x").add("n", "four");
      texts.end();
    }
    EventBatch one = numbers.build();
    EventBatch other = texts.build();
    Directory merged = merged(List.of(built(List.of(one)), built(List.of(other))));
    assertEquals(0, together);
    assertSame(built(List.of(one, other)), merged);
  }

  private void number(EventBatch.Builder event, String field, String number) {
    byte[] bytes = number.getBytes(ISO_8859_1);
    int at = event.append(bytes, 0, bytes.length);
    event.add(schema.id(field), ValueKind.NUMBER, at, bytes.length);
  }

  @Test
  void onlySmallSegmentsAreBuiltAnew() throws IOException {
    try (DirectoryReader reader =
        DirectoryReader.open(built(List.of(Samples.random(schema, random, 0, 100))))) {
      assertFalse(MergedSource.isPossible(reader.leaves().getFirst().reader()));
    }
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int id = 0; id < Grams.MIN_EVENTS; id++) {
      Samples.begin(batch, id, "x").add("user.name", "c").add("unique", "of many bytes " + id);
      batch.end();
    }
    try (DirectoryReader reader = DirectoryReader.open(built(List.of(batch.build())))) {
      assertTrue(MergedSource.isPossible(reader.leaves().getFirst().reader()));
    }
  }

  @Test
  void findsPartsOfTermsAsABuiltSegmentDoes() throws IOException {
    var all = new ArrayList<EventBatch>();
    var segments = new ArrayList<Directory>();
    for (int i = 0; i < 3; i++) {
      EventBatch batch = Samples.random(schema, random, nextId, 2_000);
      nextId += 2_000;
      all.add(batch);
      segments.add(built(List.of(batch)));
    }
    Directory built = built(all);
    Directory merged = merged(segments);
    for (String field : GrammedTerms.FIELDS) {
      if (GrammedTerms.isGrams(field)) {
        assertEquals(runs(built, field), runs(merged, field), field);
      }
    }
  }

  /** Grams with their runs, and the first terms of these. */
  private static Map<String, List<Integer>> runs(Directory directory, String field)
      throws IOException {
    var found = new TreeMap<String, List<Integer>>();
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      LeafReader leaf = reader.leaves().getFirst().reader();
      TermsEnum terms = leaf.terms(field).iterator();
      for (BytesRef term = terms.next(); term != null; term = terms.next()) {
        var runs = new ArrayList<Integer>();
        PostingsEnum postings = terms.postings(null, PostingsEnum.NONE);
        while (postings.nextDoc() != PostingsEnum.NO_MORE_DOCS) {
          runs.add(postings.docID());
        }
        found.put(text(term), runs);
      }
      BinaryDocValues firsts = leaf.getBinaryDocValues(field);
      while (firsts.nextDoc() != BinaryDocValues.NO_MORE_DOCS) {
        found.put("first " + firsts.docID() + " " + text(firsts.binaryValue()), List.of());
      }
    }
    return found;
  }

  private static String text(BytesRef bytes) {
    return new String(bytes.bytes, bytes.offset, bytes.length, ISO_8859_1);
  }

  private List<EventBatch> batches() {
    var batches = new ArrayList<EventBatch>();
    for (int left = random.nextInt(3); left >= 0; left--) {
      int count = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(300);
      EventBatch batch =
          switch (random.nextInt(4)) {
            case 0 -> SegmentWriterTest.odd(schema, random, nextId, count);
            case 1 -> SegmentWriterTest.digits(schema, random, nextId, count);
            case 2 -> numbers(count);
            default -> Samples.random(schema, random, nextId, count);
          };
      nextId += count;
      batches.add(batch);
    }
    return batches;
  }

  /** Events whose fields are numbers here and texts there, or rare. */
  private EventBatch numbers(int count) {
    boolean texts = random.nextInt(12) == 0;
    boolean parts = random.nextBoolean();
    int rare = 1 + random.nextInt(200);
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < count; i++) {
      Samples.begin(batch, nextId + i, "x");
      batch.timestamp(Samples.NOW + random.nextInt(50) * Samples.SECOND);
      batch.add(Fields.SOURCE_PORT, random.nextInt(9)).add(Fields.SOURCE_PORT, random.nextInt(9));
      String part = parts ? ".5" : "";
      String size = texts ? "about " + random.nextInt(5) : random.nextInt(1, 5) + part;
      byte[] bytes = size.getBytes(ISO_8859_1);
      ValueKind kind = texts ? ValueKind.TEXT : ValueKind.NUMBER;
      batch.add(schema.id("size"), kind, batch.append(bytes, 0, bytes.length), bytes.length);
      if (random.nextInt(rare) == 0) {
        batch.add("rare", "Value " + random.nextInt(3)).add("rare", "Value 1");
        number(batch, "few", "" + i % 3);
      }
      batch.end();
    }
    return batch.build();
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

  private Directory merged(List<Directory> segments) throws IOException {
    var readers = new ArrayList<DirectoryReader>();
    var leaves = new ArrayList<LeafReader>();
    for (Directory segment : segments) {
      DirectoryReader reader = DirectoryReader.open(segment);
      readers.add(reader);
      leaves.add(reader.leaves().getFirst().reader());
    }
    try {
      try (MergedSource source = MergedSource.of(leaves, schema, () -> true)) {
        if (source != null) {
          together++;
          return SegmentWriterTest.written(
              directory -> SegmentWriter.write(directory, "_0", source, new RightOfWay()));
        }
      }
      return SegmentWriterTest.written(
          directory -> {
            try (var merge = merge(directory)) {
              return merge.rebuild(leaves, () -> true).getFirst();
            }
          });
    } finally {
      for (DirectoryReader reader : readers) {
        reader.close();
      }
    }
  }

  private SegmentMerge merge(Directory directory) {
    return new SegmentMerge(directory, () -> "_0", schema, 1 << 28, new RightOfWay());
  }

  private void assertSame(Directory built, Directory merged) throws IOException {
    SegmentWriterTest.assertSame(
        SegmentWriterTest.terms(built), SegmentWriterTest.terms(merged), seed);
    try (DirectoryReader one = DirectoryReader.open(built);
        DirectoryReader other = DirectoryReader.open(merged)) {
      LeafReader expected = one.leaves().getFirst().reader();
      LeafReader found = other.leaves().getFirst().reader();
      assertEquals(expected.maxDoc(), found.maxDoc());
      assertEquals(numbers(expected, IndexFields.TIMESTAMP), numbers(found, IndexFields.TIMESTAMP));
      assertEquals(numbers(expected, IndexFields.ID), numbers(found, IndexFields.ID));
      assertSameEvents(expected, found);
      for (FieldInfo info : found.getFieldInfos()) {
        FieldInfo of = expected.getFieldInfos().fieldInfo(info.name);
        if (info.getAttribute(IndexFields.COLUMN) != null && of != null) {
          String what = "seed " + seed + ", field " + info.name;
          for (String key : List.of(IndexFields.COLUMN, IndexFields.KINDS, IndexFields.REPEATS)) {
            assertEquals(of.getAttribute(key), info.getAttribute(key), what + " " + key);
          }
          assertEquals(column(expected, of), column(found, info), what);
        }
      }
      for (String field : List.of("log.source.address", "log.input.type")) {
        assertEquals(
            expected.getFieldInfos().fieldInfo(field) == null,
            found.getFieldInfos().fieldInfo(field) == null,
            field);
      }
    }
  }

  private void assertSameEvents(LeafReader expected, LeafReader found) throws IOException {
    var one = new StoredEvents(expected);
    var other = new StoredEvents(found);
    for (int i = 0; i < 2 * expected.maxDoc(); i++) {
      // First in their order, then in any.
      int document = i < expected.maxDoc() ? i : random.nextInt(expected.maxDoc());
      EventBatch.Builder built = EventBatch.single(schema);
      EventBatch.Builder merged = EventBatch.single(schema);
      one.load(document, built);
      other.load(document, merged);
      EventBatch a = built.build();
      EventBatch b = merged.build();
      assertEquals(a.id(0), b.id(0), () -> "seed " + seed);
      assertArrayEquals(a.event(0).original(), b.event(0).original());
      assertEquals(SegmentWriterTest.fields(a, 0), SegmentWriterTest.fields(b, 0));
      assertEquals(a.indexed(0), b.indexed(0));
    }
  }

  private static List<Long> numbers(LeafReader segment, String field) throws IOException {
    var numbers = new ArrayList<Long>();
    NumericDocValues values = segment.getNumericDocValues(field);
    while (values.nextDoc() != NumericDocValues.NO_MORE_DOCS) {
      numbers.add(values.longValue());
    }
    return numbers;
  }

  /** What each document has in a column. */
  private static List<String> column(LeafReader segment, FieldInfo info) throws IOException {
    var found = new ArrayList<String>();
    if (!IndexFields.COLUMN_TEXT.equals(info.getAttribute(IndexFields.COLUMN))) {
      SortedNumericDocValues values = segment.getSortedNumericDocValues(info.name);
      while (values.nextDoc() != SortedNumericDocValues.NO_MORE_DOCS) {
        for (int left = values.docValueCount(); left > 0; left--) {
          found.add(values.docID() + " " + values.nextValue());
        }
      }
    } else {
      SortedSetDocValues values = TextValues.of(segment, info.name);
      assertNotNull(values);
      found.add(values.getValueCount() + " values");
      while (values.nextDoc() != SortedSetDocValues.NO_MORE_DOCS) {
        for (int left = values.docValueCount(); left > 0; left--) {
          long place = values.nextOrd();
          found.add(values.docID() + " " + place + " " + text(values.lookupOrd(place)));
        }
      }
    }
    return found;
  }

  private static List<byte[]> blocks(Directory directory) throws IOException {
    var blocks = new ArrayList<byte[]>();
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      BinaryDocValues values =
          reader.leaves().getFirst().reader().getBinaryDocValues(IndexFields.BLOCK);
      while (values.nextDoc() != BinaryDocValues.NO_MORE_DOCS) {
        blocks.add(BytesRef.deepCopyOf(values.binaryValue()).bytes);
      }
    }
    return blocks;
  }
}
