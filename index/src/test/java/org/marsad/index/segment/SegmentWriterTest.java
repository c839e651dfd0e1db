package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.StandardDirectoryReader;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.Version;
import org.junit.jupiter.api.Test;
import org.marsad.index.field.DocumentBuilder;
import org.marsad.index.field.IndexFields;
import org.marsad.index.field.ShapeTerms;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Field;
import org.marsad.model.event.FieldType;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.expr.Value;
import org.marsad.model.query.Tokens;
import org.marsad.model.random.Seeds;

/** A segment against what Lucene's own writer makes of the same events. */
class SegmentWriterTest {
  private static final long INDEXED = 7;
  private static final String WORDED = "worded";

  private final Schema schema = new Schema();
  private final long seed = Seeds.next();
  private final Random random = new Random(seed);

  @Test
  void hasTheTermsThatLucenesWriterHas() throws IOException {
    for (int round = 0; round < 6; round++) {
      List<EventBatch> batches = new ArrayList<>();
      for (int id = 0; id < 600; id += 100) {
        batches.add(Samples.random(schema, random, id, 100));
        batches.add(odd(10_000 + id, 20));
        batches.add(digits(20_000 + id, 30));
      }
      assertSame(terms(plain(batches)), terms(direct(batches)), seed);
    }
  }

  @Test
  void valuesThatSayTheSameShareATerm() throws IOException {
    // The field behind it has the same term as the last and the first of these.
    String[] texts = {"B\0X", "ADMIN", "admin", "Admin", "443", "0443", "4.43e2", "b\0x"};
    String[] addresses = {"2001:DB8::1", "2001:db8::1", "2001:db8:0::1", "192.0.2.1"};
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int id = 0; id < 400; id++) {
      Samples.begin(batch, id, id % 7 == 0 ? "192.0.2.1" : "x");
      batch.timestamp(Samples.NOW + id % 13 * Samples.SECOND);
      batch.add("a", texts[id % texts.length]);
      batch.add("a", texts[id / 2 % texts.length]);
      int at = batch.append("443".getBytes(UTF_8), 0, 3);
      batch.add(schema.id("a"), id % 3 == 0 ? ValueKind.NUMBER : ValueKind.TEXT, at, 3);
      batch.add("a\0b", id % 2 == 0 ? "x" : "X");
      batch.add("host.ip", addresses[id % addresses.length]);
      if (id % 5 == 0) {
        batch.add("a", "v".repeat(IndexFields.MAX_VALUE + 1 + id % 2));
        batch.add("a" + (char) IndexFields.LONG_VALUE, "named as a mark");
      }
      batch.end();
    }
    List<EventBatch> batches = List.of(batch.build());
    assertSame(terms(plain(batches)), terms(direct(batches)), seed);
  }

  @Test
  void givesEveryEventBackAndNewestFirst() throws IOException {
    List<EventBatch> batches = List.of(Samples.random(schema, random, 0, 700), odd(10_000, 50));
    Directory directory = direct(batches);
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      LeafReader leaf = reader.leaves().getFirst().reader();
      var events = new StoredEvents(leaf);
      long before = Long.MAX_VALUE;
      var seen = new TreeSet<Long>();
      for (int document = 0; document < leaf.maxDoc(); document++) {
        EventBatch.Builder builder = EventBatch.single(schema);
        events.load(document, builder);
        EventBatch found = builder.build();
        assertTrue(found.timestamp(0) <= before, () -> "seed " + seed);
        before = found.timestamp(0);
        assertTrue(seen.add(found.id(0)));
        EventBatch batch = found.id(0) < 10_000 ? batches.getFirst() : batches.getLast();
        int row = (int) (found.id(0) % 10_000);
        assertArrayEquals(batch.event(row).original(), found.event(0).original());
        assertEquals(fields(batch, row), fields(found, 0), () -> "seed " + seed);
        assertEquals(INDEXED, found.indexed(0));
      }
      assertEquals(750, seen.size());
      events.load(3, EventBatch.single(schema));
    }
  }

  @Test
  void writesWhatItIsAskedForWhileMoreIsAdded() throws IOException {
    var builder = new SegmentBuilder(schema);
    EventBatch first = Samples.random(schema, random, 0, 300);
    EventBatch more = Samples.random(schema, random, 300, 300);
    add(builder, first);
    add(builder, more);
    SegmentContent tail = builder.content(300, true);
    add(builder, Samples.random(schema, random, 600, 300));
    builder.clear(true);
    add(builder, Samples.random(schema, random, 900, 300));
    assertSame(terms(direct(List.of(more))), terms(written(tail)), seed);
    assertEquals(300, builder.size());
  }

  @Test
  void showsEventsThatStayWhenItsMemoryIsUsedAgain() throws IOException {
    var builder = new SegmentBuilder(schema);
    EventBatch first = Samples.random(schema, random, 0, 300);
    add(builder, first);
    SegmentCommitInfo shown = SegmentWriter.show("_0", builder.content(0, true), new Room());
    builder.clear();
    add(builder, Samples.random(schema, random, 300, 300));
    var infos = new SegmentInfos(Version.LATEST.major);
    infos.add(shown);
    var directory = new ByteBuffersDirectory();
    try (DirectoryReader reader =
        StandardDirectoryReader.open(directory, infos, null, null, null)) {
      assertEquals(terms(direct(List.of(first))), terms(reader), () -> "seed " + seed);
      var events = new StoredEvents(reader.leaves().getFirst().reader());
      for (int document = 0; document < 300; document++) {
        EventBatch.Builder one = EventBatch.single(schema);
        events.load(document, one);
        EventBatch found = one.build();
        int row = (int) found.id(0);
        assertEquals(fields(first, row), fields(found, 0), () -> "seed " + seed);
      }
    }
  }

  @Test
  void hasTheValuesOfFieldsAsColumns() throws IOException {
    List<EventBatch> batches = List.of(Samples.random(schema, random, 0, 700), odd(10_000, 50));
    try (DirectoryReader reader = DirectoryReader.open(direct(batches))) {
      LeafReader leaf = reader.leaves().getFirst().reader();
      var columns = new TreeSet<String>();
      for (FieldInfo info : leaf.getFieldInfos()) {
        String kind = info.getAttribute(IndexFields.COLUMN);
        if (kind != null) {
          columns.add(info.name + " " + kind);
          check(leaf, info, !kind.equals(IndexFields.COLUMN_TEXT));
        }
      }
      assertTrue(columns.contains("user.name text"), columns::toString);
      assertTrue(columns.contains("size text"), "007 does not print back: " + columns);
      assertTrue(columns.contains("log.source.address text"), columns::toString);
    }
  }

  @Test
  void numbersThatPrintBackAreColumnsOfNumbers() throws IOException {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int id = 0; id < 100; id++) {
      Samples.begin(batch, id, "x").add(Fields.SOURCE_PORT, id % 7).add(Fields.SOURCE_PORT, id % 3);
      batch.add(
          schema.id("bytes"),
          ValueKind.NUMBER,
          batch.append(new byte[] {'-', '1', '.', '5'}, 0, 4),
          4);
      batch.end();
    }
    try (DirectoryReader reader = DirectoryReader.open(direct(List.of(batch.build())))) {
      LeafReader leaf = reader.leaves().getFirst().reader();
      FieldInfo ports = leaf.getFieldInfos().fieldInfo(Fields.SOURCE_PORT.name());
      assertEquals(IndexFields.COLUMN_WHOLE, ports.getAttribute(IndexFields.COLUMN));
      assertEquals("true", ports.getAttribute(IndexFields.REPEATS));
      assertEquals("2", ports.getAttribute(IndexFields.KINDS));
      check(leaf, ports, true);
      FieldInfo bytes = leaf.getFieldInfos().fieldInfo("bytes");
      assertEquals(IndexFields.COLUMN_NUMBER, bytes.getAttribute(IndexFields.COLUMN));
      check(leaf, bytes, true);
      assertNull(leaf.terms(IndexFields.NUMBERS), "columns of numbers tell what terms would");
    }
  }

  @Test
  void fieldsThatAreNamedAsThoseOfTheIndexHaveNoColumn() throws IOException {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int id = 0; id < Grams.MIN_EVENTS; id++) {
      Samples.begin(batch, id, "x").add("_id", "a").add("_block", "b").add("user.name", "c");
      for (String field : GrammedTerms.FIELDS) {
        batch.add(field, "v" + id % 3);
      }
      batch.end();
    }
    try (DirectoryReader reader = DirectoryReader.open(direct(List.of(batch.build())))) {
      FieldInfos infos = reader.leaves().getFirst().reader().getFieldInfos();
      assertNotNull(infos.fieldInfo(IndexFields.VALUE_GRAMS));
      for (FieldInfo info : infos) {
        boolean column = info.getAttribute(IndexFields.COLUMN) != null;
        assertEquals(column, !info.name.startsWith("_") && !info.name.startsWith("@"), info.name);
      }
    }
  }

  /** Each document has in the column what its event has in the field. */
  private void check(LeafReader leaf, FieldInfo info, boolean numbers) throws IOException {
    var events = new StoredEvents(leaf);
    SortedSetDocValues texts = numbers ? null : TextValues.of(leaf, info.name);
    SortedNumericDocValues values = numbers ? leaf.getSortedNumericDocValues(info.name) : null;
    boolean repeats = false;
    for (int document = 0; document < leaf.maxDoc(); document++) {
      EventBatch.Builder builder = EventBatch.single(schema);
      events.load(document, builder);
      List<String> expected = values(builder.build(), info.name);
      var distinct = new TreeSet<>(expected);
      repeats |= distinct.size() < expected.size();
      var found = new ArrayList<String>();
      if (values != null && values.advanceExact(document)) {
        for (int i = values.docValueCount(); i > 0; i--) {
          found.add(Value.of(number(info, values.nextValue())).text());
        }
      } else if (texts != null && texts.advanceExact(document)) {
        for (int i = texts.docValueCount(); i > 0; i--) {
          BytesRef text = texts.lookupOrd(texts.nextOrd());
          found.add(new String(text.bytes, text.offset, text.length, ISO_8859_1));
        }
        expected = new ArrayList<>(distinct);
      }
      expected.sort(null);
      found.sort(null);
      assertEquals(expected, found, () -> "seed " + seed + ", field " + info.name);
    }
    assertEquals(repeats, "true".equals(info.getAttribute(IndexFields.REPEATS)), info.name);
  }

  /** A number of a column. */
  private static double number(FieldInfo info, long value) {
    return IndexFields.COLUMN_WHOLE.equals(info.getAttribute(IndexFields.COLUMN))
        ? value
        : NumericUtils.sortableLongToDouble(value);
  }

  private List<String> values(EventBatch event, String name) {
    var values = new ArrayList<String>();
    if (name.equals(Fields.INPUT.name())) {
      values.add(event.origin(0).input());
    } else if (name.equals(Fields.TRANSPORT.name())) {
      values.add(event.origin(0).transport().name().toLowerCase(Locale.ROOT));
    } else if (name.equals(Fields.PEER.name())) {
      values.add(event.origin(0).peer());
    }
    int field = schema.id(name);
    for (int slice = event.find(0, field); slice >= 0; slice = event.next(0, slice)) {
      values.add(new String(event.bytes(), event.offset(slice), event.length(slice), ISO_8859_1));
    }
    return values;
  }

  @Test
  void isASegmentThatLucenesWriterMerges() throws IOException {
    Directory one = direct(List.of(Samples.random(schema, random, 0, 300)));
    Directory other = direct(List.of(Samples.random(schema, random, 300, 300)));
    try (var target = new ByteBuffersDirectory();
        var writer =
            new IndexWriter(target, new IndexWriterConfig().setIndexSort(SegmentWriter.ORDER))) {
      writer.addIndexes(one, other);
      writer.forceMerge(1);
      writer.commit();
      try (DirectoryReader reader = DirectoryReader.open(target)) {
        assertEquals(600, reader.numDocs());
      }
    }
  }

  /** Events that lie about themselves: odd names, bytes that are no text, overlapping values. */
  private EventBatch odd(long firstId, int count) {
    return odd(schema, random, firstId, count);
  }

  /** As above. */
  static EventBatch odd(Schema schema, Random random, long firstId, int count) {
    String[] names = {"a", "a\0b", "a\0", "a.b", "\0", "x".repeat(500), "n", "host.name", "tags"};
    String[] values = {
      "",
      "A\0B",
      "42",
      "4.20e1",
      "0x1f",
      "192.0.2.1",
      "::1",
      "FE80::1%eth0",
      "\u00c9t\u00e9",
      "-0",
      "v".repeat(9_000),
      "\u0130stanbul K",
      "Word_one two-THREE",
      "w".repeat(1_500)
    };
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < count; i++) {
      var line = new byte[random.nextInt(60)];
      random.nextBytes(line);
      int at = batch.append(line, 0, line.length);
      batch.begin(firstId + i, Samples.NOW, Samples.HTTP, at, line.length);
      batch.timestamp(Samples.NOW + random.nextInt(50) * Samples.SECOND);
      for (int field = random.nextInt(12); field > 0; field--) {
        if (line.length > 0 && random.nextBoolean()) {
          int from = random.nextInt(line.length);
          int length = random.nextInt(line.length - from + 1);
          batch.add(
              schema.id(names[random.nextInt(names.length)]),
              ValueKind.of(random.nextInt(3)),
              at + from,
              length);
        } else {
          batch.add(names[random.nextInt(names.length)], values[random.nextInt(values.length)]);
        }
      }
      for (int messages = random.nextInt(4); messages > 0; messages--) {
        message(random, batch, at, line, values[random.nextInt(values.length)]);
      }
      batch.end();
    }
    return batch.build();
  }

  /** A message that is part of the line, or some other text. */
  private static void message(
      Random random, EventBatch.Builder batch, int at, byte[] line, String other) {
    if (line.length > 0 && random.nextBoolean()) {
      int from = random.nextInt(line.length);
      int length = random.nextInt(line.length - from + 1);
      batch.add(Fields.MESSAGE.id(), ValueKind.TEXT, at + from, length);
    } else {
      batch.add(Fields.MESSAGE, other);
    }
  }

  /** Events with values that are digits, some of them again and again, some of them twice. */
  private EventBatch digits(long firstId, int count) {
    return digits(schema, random, firstId, count);
  }

  /** As above. */
  static EventBatch digits(Schema schema, Random random, long firstId, int count) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < count; i++) {
      var uuid = new UUID(random.nextInt(9), random.nextInt(9)).toString();
      String value =
          switch (random.nextInt(6)) {
            case 4 -> Integer.toString(random.nextInt(20));
            case 5 -> "00" + random.nextInt(1_000_000_000);
            case 0 -> uuid.toUpperCase(Locale.ROOT);
            case 1 -> "{" + uuid + "}";
            case 2 -> "abc0123456789" + random.nextInt(9);
            default -> uuid;
          };
      byte[] line = ("of " + value + " and " + uuid + " end").getBytes(UTF_8);
      int at = batch.append(line, 0, line.length);
      batch.begin(firstId + i, Samples.NOW, Samples.HTTP, at, line.length);
      batch.timestamp(Samples.NOW + random.nextInt(50) * Samples.SECOND);
      batch.add(schema.id("guid"), ValueKind.TEXT, at + 3, value.length());
      if (random.nextInt(3) == 0) {
        batch.add("guid", random.nextBoolean() ? value : "0123456789abcdef");
      }
      String address = "192.0.2." + random.nextInt(4);
      switch (random.nextInt(5)) {
        case 0 -> batch.add(Fields.SOURCE_IP, "::ffff:" + address);
        case 1 -> batch.add(Fields.SOURCE_IP, "0" + address);
        case 2 -> batch.add(Fields.SOURCE_IP, "2001:DB8::" + random.nextInt(4));
        default -> batch.add(Fields.SOURCE_IP, address);
      }
      if (random.nextInt(3) == 0) {
        batch.add(Fields.MESSAGE, "about " + uuid);
      } else if (random.nextInt(3) == 0) {
        batch.add(Fields.MESSAGE, "the END of this");
      }
      batch.end();
    }
    return batch.build();
  }

  static List<String> fields(EventBatch batch, int row) {
    var fields = new ArrayList<String>();
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      fields.add(
          batch.schema().field(batch.field(slice)).name() + batch.kind(slice) + batch.text(slice));
    }
    return fields;
  }

  private Directory plain(List<EventBatch> batches) throws IOException {
    var directory = new ByteBuffersDirectory();
    var documents = new DocumentBuilder();
    try (var writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (EventBatch batch : batches) {
        for (int row = 0; row < batch.size(); row++) {
          writer.addDocument(documents.build(batch, row, INDEXED));
        }
      }
    }
    return directory;
  }

  Directory direct(List<EventBatch> batches) throws IOException {
    var builder = new SegmentBuilder(schema);
    for (EventBatch batch : batches) {
      add(builder, batch);
    }
    return written(builder.content(0, false));
  }

  static void add(SegmentBuilder builder, EventBatch batch) {
    for (int row = 0; row < batch.size(); row++) {
      builder.add(batch, row, INDEXED);
    }
  }

  private static Directory written(SegmentContent content) throws IOException {
    return written(
        directory ->
            SegmentWriter.write(
                directory, "_0", content, Runnable::run, new RightOfWay(), new Room()));
  }

  /** A directory with a segment that Lucene's own check finds whole. */
  /** Two segments put together as they are. */
  static Directory merged(Schema schema, Directory one, Directory other) throws IOException {
    try (DirectoryReader a = DirectoryReader.open(one);
        DirectoryReader b = DirectoryReader.open(other);
        MergedSource source =
            MergedSource.of(
                List.of(a.leaves().getFirst().reader(), b.leaves().getFirst().reader()),
                schema,
                () -> true)) {
      assertNotNull(source);
      return written(directory -> SegmentWriter.write(directory, "_0", source, new RightOfWay()));
    }
  }

  static Directory written(Writing writing) throws IOException {
    var directory = new ByteBuffersDirectory();
    var segments = new SegmentInfos(Version.LATEST.major);
    segments.counter = 1;
    segments.add(writing.write(directory));
    segments.commit(directory);
    var told = new ByteArrayOutputStream();
    try (var check = new CheckIndex(directory)) {
      check.setLevel(CheckIndex.Level.MAX_VALUE);
      check.setThreadCount(1);
      check.setInfoStream(new PrintStream(told, true, UTF_8));
      assertTrue(check.checkIndex().clean, () -> told.toString(UTF_8));
    }
    return directory;
  }

  /** Writes a segment. */
  interface Writing {
    SegmentCommitInfo write(Directory directory) throws IOException;
  }

  /** Every term of every field with the ids of its events, and where words of messages stand. */
  static Map<String, Set<String>> terms(Directory directory) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      return terms(reader);
    }
  }

  private static Map<String, Set<String>> terms(DirectoryReader reader) throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      for (String field : GrammedTerms.FIELDS) {
        Terms terms = leaf.reader().terms(field);
        if (terms != null) {
          collect(leaf.reader(), field, terms.iterator(), found);
        }
      }
      FieldInfo addresses = leaf.reader().getFieldInfos().fieldInfo(IndexFields.ADDRESSES);
      if (addresses != null && addresses.getAttribute(IndexFields.PLAIN) != null) {
        addAddresses(found);
      }
      addNumbers(leaf.reader(), found);
      lengthen(leaf.reader(), found);
      unpack(found);
    }
    addWordings(found);
    addShapes(found);
    addLeftOut(found);
    return found;
  }

  /** The same terms, but for where words of messages stand that are wordings in one of both. */
  static void assertSame(
      Map<String, Set<String>> expected, Map<String, Set<String>> found, long seed) {
    var worded = new TreeSet<>(requireNonNullElse(expected.remove(WORDED), Set.of()));
    worded.addAll(requireNonNullElse(found.remove(WORDED), Set.of()));
    dropPlaces(expected, worded);
    dropPlaces(found, worded);
    assertEquals(expected, found, () -> "seed " + seed);
  }

  private static void dropPlaces(Map<String, Set<String>> terms, Set<String> worded) {
    for (Map.Entry<String, Set<String>> term : terms.entrySet()) {
      if (term.getKey().startsWith(IndexFields.MESSAGE_WORDS + " ")) {
        var ids = new TreeSet<String>();
        for (String placed : term.getValue()) {
          String id = placed.split(" ", 2)[0];
          ids.add(worded.contains(id) ? id : placed);
        }
        term.setValue(ids);
      }
    }
  }

  /** Adds the words of wordings; under {@link #WORDED} the events of which a message is one. */
  private static void addWordings(Map<String, Set<String>> found) {
    String begin = IndexFields.WORDINGS + " ";
    for (String wording : found.keySet().stream().filter(isA(begin)).toList()) {
      Set<String> ids = requireNonNull(found.remove(wording));
      byte[] bytes = HexFormat.of().parseHex(wording.substring(begin.length()));
      found.computeIfAbsent(WORDED, _ -> new TreeSet<>()).addAll(ids);
      for (var words = new Tokens(bytes, 0, bytes.length); words.next(); ) {
        byte[] word = Arrays.copyOfRange(bytes, words.start(), words.end());
        put(found, IndexFields.MESSAGE_WORDS + " " + hex(word), ids);
      }
    }
  }

  /** Adds the words and names of shapes. */
  private static void addShapes(Map<String, Set<String>> found) {
    String begin = IndexFields.SHAPES + " ";
    for (String shape : found.keySet().stream().filter(isA(begin)).toList()) {
      Set<String> ids = requireNonNull(found.remove(shape));
      byte[] bytes = HexFormat.of().parseHex(shape.substring(begin.length()));
      int names = ShapeTerms.namesFrom(new BytesRef(bytes));
      for (var words = new Tokens(bytes, 0, names); words.next(); ) {
        add(found, Arrays.copyOfRange(bytes, words.start(), words.end()), ids);
      }
      for (String name :
          new String(bytes, names + 1, bytes.length - names - 1, UTF_8).split("\0")) {
        put(found, IndexFields.NAMES + " " + hex(name.getBytes(UTF_8)), ids);
      }
    }
  }

  private static void put(Map<String, Set<String>> found, String term, Set<String> ids) {
    found.computeIfAbsent(term, _ -> new TreeSet<>()).addAll(ids);
  }

  /** Adds the words that are in values instead of terms, as it is said of {@link HexValues}. */
  private static void addLeftOut(Map<String, Set<String>> found) {
    String mark = IndexFields.NAMES + " " + hex(new byte[] {IndexFields.LEFT_OUT});
    var marks = new ArrayList<>(found.keySet().stream().filter(isA(mark)).toList());
    for (String marked : marks) {
      Set<String> ids = found.remove(marked);
      String value = IndexFields.VALUES + " " + marked.substring(mark.length()) + "00";
      for (String term : found.keySet().stream().filter(isA(value)).toList()) {
        byte[] bytes = HexFormat.of().parseHex(term.substring(value.length()));
        var both = new TreeSet<>(found.get(term));
        both.retainAll(ids);
        int uuid = HexValues.uuid(bytes, 0, bytes.length);
        if (uuid >= 0) {
          for (var words = new Tokens(bytes, uuid, uuid + HexValues.UUID); words.next(); ) {
            add(found, Arrays.copyOfRange(bytes, words.start(), words.end()), both);
          }
        } else if (HexValues.isRun(bytes, 0, bytes.length)
            || HexValues.isNumber(bytes, 0, bytes.length)) {
          add(found, bytes, both);
        }
      }
    }
  }

  /** Adds the values that are addresses alone, and drops what says that others are not. */
  private static void addAddresses(Map<String, Set<String>> found) {
    String begin = IndexFields.ADDRESSES + " ";
    var schema = new Schema();
    for (String term : found.keySet().stream().filter(isA(begin)).toList()) {
      byte[] bytes = HexFormat.of().parseHex(term.substring(begin.length()));
      int name = 1;
      while (bytes[name - 1] != IndexFields.SEPARATOR) {
        name++;
      }
      Field field = schema.find(new String(bytes, 0, name - 1, UTF_8));
      if (field == null || field.type() != FieldType.IP) {
        continue;
      }
      var value = new BytesRef();
      byte[] start = AddressTerms.start(Arrays.copyOf(bytes, name)).bytes;
      if (bytes.length == name + 17) {
        put(
            found,
            begin + hex(Arrays.copyOf(bytes, name + 16)),
            requireNonNull(found.remove(term)));
      } else if (Arrays.equals(start, 0, start.length, bytes, 0, start.length)
          && AddressTerms.print(new BytesRef(bytes), name, value)) {
        byte[] whole = Arrays.copyOf(bytes, name + value.length);
        System.arraycopy(value.bytes, 0, whole, name, value.length);
        put(found, IndexFields.VALUES + " " + hex(whole), requireNonNull(found.get(term)));
      }
    }
  }

  /** Puts terms that are short where they would be if they were not. */
  private static void lengthen(LeafReader leaf, Map<String, Set<String>> found) throws IOException {
    Terms terms = leaf.terms(IndexFields.HEX_VALUES);
    TermsEnum each = terms == null ? TermsEnum.EMPTY : terms.iterator();
    for (BytesRef next = each.next(); next != null; next = each.next()) {
      BytesRef term = BytesRef.deepCopyOf(next);
      int name = 1;
      while (term.bytes[name - 1] != IndexFields.SEPARATOR) {
        name++;
      }
      int length = name;
      if (!HexTerms.isShort(term, length)) {
        continue;
      }
      found.remove(IndexFields.HEX_VALUES + " " + hex(term.bytes));
      PostingsEnum documents = each.postings(null, PostingsEnum.NONE);
      while (documents.nextDoc() != PostingsEnum.NO_MORE_DOCS) {
        var whole = new ArrayList<String>();
        var values =
            new ShortTerms(
                leaf,
                Arrays.copyOf(term.bytes, length),
                value -> {
                  boolean same = HexTerms.shortened(value, length).bytesEquals(term);
                  if (same) {
                    whole.add(hex(BytesRef.deepCopyOf(value).bytes));
                  }
                  return same;
                });
        assertTrue(values.isIn(documents.docID()), term::toString);
        NumericDocValues id = leaf.getNumericDocValues(IndexFields.ID);
        assertTrue(id.advanceExact(documents.docID()));
        for (String value : whole) {
          found
              .computeIfAbsent(IndexFields.HEX_VALUES + " " + value, _ -> new TreeSet<>())
              .add(Long.toString(id.longValue()));
        }
      }
    }
  }

  /** Puts values that are packed where they would be as they are. */
  private static void unpack(Map<String, Set<String>> found) {
    String begin = IndexFields.HEX_VALUES + " ";
    for (String term : found.keySet().stream().filter(isA(begin)).toList()) {
      byte[] bytes = HexFormat.of().parseHex(term.substring(begin.length()));
      int name = 1;
      while (bytes[name - 1] != IndexFields.SEPARATOR) {
        name++;
      }
      var value = new BytesRef();
      HexTerms.unpack(new BytesRef(bytes), name, value);
      byte[] whole = Arrays.copyOf(bytes, name + value.length);
      System.arraycopy(value.bytes, 0, whole, name, value.length);
      found
          .computeIfAbsent(IndexFields.VALUES + " " + hex(whole), _ -> new TreeSet<>())
          .addAll(found.remove(term));
    }
  }

  /** Adds the numbers that are in columns instead of terms. */
  private static void addNumbers(LeafReader leaf, Map<String, Set<String>> found)
      throws IOException {
    for (FieldInfo info : leaf.getFieldInfos()) {
      String kind = info.getAttribute(IndexFields.COLUMN);
      if (kind == null || kind.equals(IndexFields.COLUMN_TEXT)) {
        continue;
      }
      NumericDocValues ids = leaf.getNumericDocValues(IndexFields.ID);
      SortedNumericDocValues values = leaf.getSortedNumericDocValues(info.name);
      while (values.nextDoc() != SortedNumericDocValues.NO_MORE_DOCS) {
        assertTrue(ids.advanceExact(values.docID()));
        for (int i = values.docValueCount(); i > 0; i--) {
          double number = number(info, values.nextValue());
          long flipped = NumericUtils.doubleToSortableLong(number) ^ Long.MIN_VALUE;
          String term =
              IndexFields.NUMBERS
                  + " "
                  + hex(info.name.getBytes(UTF_8))
                  + "00"
                  + hex(new byte[] {IndexFields.NUMBER})
                  + "%016x".formatted(flipped);
          found.computeIfAbsent(term, _ -> new TreeSet<>()).add(Long.toString(ids.longValue()));
        }
      }
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static Predicate<String> isA(String begin) {
    return term -> term.startsWith(begin);
  }

  /** Adds a word of originals, but not to events whose message has it. */
  private static void add(Map<String, Set<String>> found, byte[] word, Set<String> ids) {
    var inMessage = new TreeSet<String>();
    for (String placed :
        found.getOrDefault(IndexFields.MESSAGE_WORDS + " " + hex(word), Set.of())) {
      inMessage.add(placed.split(" ", 2)[0]);
    }
    var beside = new TreeSet<>(ids);
    beside.removeAll(inMessage);
    if (!beside.isEmpty()) {
      found
          .computeIfAbsent(IndexFields.WORDS + " " + hex(word), _ -> new TreeSet<>())
          .addAll(beside);
    }
  }

  private static void collect(
      LeafReader leaf, String field, TermsEnum terms, Map<String, Set<String>> found)
      throws IOException {
    boolean placed = field.equals(IndexFields.MESSAGE_WORDS);
    for (BytesRef term = terms.next(); term != null; term = terms.next()) {
      PostingsEnum postings = terms.postings(null, PostingsEnum.POSITIONS);
      NumericDocValues ids = leaf.getNumericDocValues(IndexFields.ID);
      byte[] bytes = BytesRef.deepCopyOf(term).bytes;
      Set<String> of = found.computeIfAbsent(field + " " + hex(bytes), _ -> new TreeSet<>());
      while (postings.nextDoc() != PostingsEnum.NO_MORE_DOCS) {
        assertTrue(ids.advanceExact(postings.docID()));
        var places = new StringBuilder().append(ids.longValue());
        for (int i = 0; placed && i < postings.freq(); i++) {
          places.append(' ').append(postings.nextPosition());
        }
        of.add(places.toString());
      }
    }
  }
}
