package org.marsad.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.index.field.IndexFields;
import org.marsad.index.segment.PartTerms;
import org.marsad.index.segment.SegmentWriter;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Query;
import org.marsad.model.query.TestRegex;
import org.marsad.model.query.WildcardPattern;
import org.marsad.model.query.WildcardPattern.Literal;
import org.marsad.model.query.WildcardPattern.One;
import org.marsad.model.query.WildcardPattern.Part;
import org.marsad.model.query.WildcardPattern.Run;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.model.store.SearchRequest;

class SubstringTest {
  /** So many that segments have grams, and terms more than one run. */
  private static final int EVENTS = 5_000;

  private static final List<String> PROGRAMS =
      List.of(
          "C:\\Windows\\System32\\cmd.exe /c whoami",
          "powershell.exe -NoProfile -EncodedCommand ",
          "/usr/bin/curl -s http://203.0.113.9/",
          "\u00dcberwachung \u00e9t\u00e9 ",
          "rundll32.exe shell32.dll,Control_RunDLL item");
  private static final List<String> PATTERNS =
      List.of("process.command_line", "process.entity_id", "process.command_line", "token");
  private static final List<String> FIELDS =
      List.of(
          "",
          "process.entity_id",
          "token",
          "process.command_line",
          "message",
          "event.original",
          "user.name",
          "note",
          "none");

  @TempDir Path folder;

  private final Schema schema = new Schema();

  @Test
  void findsPartsOfValuesAndWordsAsALookAtEveryEventDoes() throws Exception {
    agree(40);
  }

  @Test
  @Tag("extended")
  void findsManyPartsAsALookAtEveryEventDoes() throws Exception {
    agree(5_000);
  }

  private void agree(int queries) throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    var oracle = new NaiveEventStore(schema, new TestRegex());
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      EventBatch events = events(random);
      store.accept(events);
      oracle.accept(events);
      store.commit();
      store.refresh();
      int found = 0;
      for (int i = 0; i < queries; i++) {
        var query =
            new Query.Wildcard(FIELDS.get(random.nextInt(FIELDS.size())), pattern(events, random));
        SearchRequest request = SearchRequest.of(query, 0);
        long expected = oracle.search(request).total();
        assertEquals(
            expected, store.search(request).total(), () -> "seed " + seed + ", query " + query);
        found += expected > 0 ? 1 : 0;
      }
      assertTrue(found > queries / 12, () -> "seed " + seed + ": most patterns found nothing");
    }
  }

  @Test
  void looksAcrossSeparatorsInTheOrderOfThePattern() throws Exception {
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      EventBatch.Builder batch = EventBatch.builder(schema);
      for (int i = 0; i < EVENTS; i++) {
        String line = "sekurlsa::logon" + i + " as user-" + i % 7;
        Samples.begin(batch, i, line).add(Fields.MESSAGE, line);
        batch.add(Fields.PROCESS_COMMAND_LINE, "run " + line + " now").end();
      }
      store.accept(batch.build());
      store.refresh();
      assertEquals(1, count(store, "", "*kurlsa::logon4321 *"));
      assertEquals(1, count(store, "message", "*kurlsa::logon4321*ser-2"));
      assertEquals(0, count(store, "message", "*ser-2*kurlsa::logon4321*"));
      assertEquals(11, count(store, "process.command_line", "*lsa::logon432*"));
      assertEquals(EVENTS, count(store, "process.command_line", "*URLSA*"));
      assertEquals(0, count(store, "process.command_line", "urlsa*"));
      assertEquals(0, count(store, "", "*zzznotthere*"));
    }
  }

  @Test
  void findsAddressesByTheirTextHoweverTheyAreWritten() throws Exception {
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      EventBatch.Builder batch = EventBatch.builder(schema);
      String[] addresses = {"192.0.2.7", "::ffff:192.0.2.7", "0192.0.2.7", "192.0.2.70"};
      for (int i = 0; i < EVENTS; i++) {
        Samples.begin(batch, i, "x").add(Fields.SOURCE_IP, addresses[i % 4]).end();
      }
      store.accept(batch.build());
      store.refresh();
      assertEquals(EVENTS / 4 * 3, count(store, "source.ip", "*2.7"));
      assertEquals(EVENTS / 4 * 2, count(store, "source.ip", "192.0.2.*"));
      assertEquals(EVENTS / 4, count(store, "source.ip", "::ffff:*"));
      var same = new Query.Term("source.ip", "192.0.2.7", false);
      assertEquals(EVENTS / 4 * 3, store.search(SearchRequest.of(same, 0)).total());
    }
  }

  @Test
  void whatAnotherProgramMergedIsStillFound() throws Exception {
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      for (int part = 0; part < 2; part++) {
        EventBatch.Builder batch = EventBatch.builder(schema);
        for (int i = 0; i < EVENTS; i++) {
          int id = part * EVENTS + i;
          Samples.begin(batch, id, "x").timestamp(Samples.NOW + i);
          batch.add(Fields.USER_NAME, "user" + id + "name").end();
        }
        store.accept(batch.build());
        store.commit();
      }
    }
    for (Path shard : shards()) {
      try (var directory = FSDirectory.open(shard);
          DirectoryReader reader = DirectoryReader.open(directory)) {
        for (LeafReaderContext leaf : reader.leaves()) {
          assertTrue(PartTerms.isIn(leaf.reader(), IndexFields.VALUE_GRAMS));
        }
      }
      try (var directory = FSDirectory.open(shard)) {
        var config = new IndexWriterConfig().setIndexSort(SegmentWriter.ORDER);
        try (var writer = new IndexWriter(directory, config)) {
          writer.forceMerge(1);
        }
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
          assertEquals(1, reader.leaves().size());
          assertFalse(PartTerms.isIn(reader.leaves().getFirst().reader(), IndexFields.VALUE_GRAMS));
        }
      }
    }
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      assertEquals(20, count(store, "user.name", "*123*name"));
    }
  }

  @Test
  void segmentsAreSound() throws Exception {
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      store.accept(events(new Random(6)));
    }
    for (Path shard : shards()) {
      try (var directory = FSDirectory.open(shard);
          var check = new CheckIndex(directory)) {
        assertTrue(check.checkIndex().clean);
      }
    }
  }

  private List<Path> shards() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("segments_"))
          .map(Path::getParent)
          .toList();
    }
  }

  private static long count(LuceneEventStore store, String field, String pattern)
      throws IOException {
    var parts = new ArrayList<Part>();
    for (String piece : pattern.splitWithDelimiters("\\*", 0)) {
      if (!piece.isEmpty()) {
        parts.add(piece.equals("*") ? new Run() : new Literal(piece));
      }
    }
    var query = new Query.Wildcard(field, new WildcardPattern(parts));
    return store.search(SearchRequest.of(query, 0)).total();
  }

  private EventBatch events(Random random) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < EVENTS; i++) {
      String program = PROGRAMS.get(random.nextInt(PROGRAMS.size()));
      var bytes = new byte[1 + random.nextInt(12)];
      random.nextBytes(bytes);
      String line = program + HexFormat.of().formatHex(bytes) + (random.nextBoolean() ? " -v" : "");
      Samples.begin(batch, i, "<13>" + line).timestamp(Samples.NOW + random.nextInt(1_000_000));
      batch.add(Fields.MESSAGE, random.nextInt(4) == 0 ? "other words " + i : line);
      batch.add(Fields.PROCESS_COMMAND_LINE, line);
      batch.add(Fields.USER_NAME, "user" + random.nextInt(500));
      batch.add("process.entity_id", new UUID(random.nextLong(), random.nextLong()).toString());
      batch.add("token", token(random));
      if (random.nextInt(3) == 0) {
        batch.add(
            "note", random.nextInt(50) == 0 ? line.repeat(200) : line.toUpperCase(Locale.ROOT));
      }
      batch.end();
    }
    return batch.build();
  }

  /** Values that have no grams of their own, and some that have. */
  private static String token(Random random) {
    var bytes = new byte[16 + random.nextInt(8)];
    random.nextBytes(bytes);
    return switch (random.nextInt(4)) {
      case 0 -> "1:" + Base64.getEncoder().encodeToString(bytes);
      case 1 -> "0x" + Integer.toHexString(random.nextInt());
      case 2 -> Integer.toString(random.nextInt(100_000));
      default -> "token" + random.nextInt(1_000);
    };
  }

  /** A pattern made of pieces of an event's command line, sometimes a little changed. */
  private static WildcardPattern pattern(EventBatch events, Random random) {
    int row = random.nextInt(events.size());
    String line = events.event(row).text(PATTERNS.get(random.nextInt(PATTERNS.size())));
    assertNotNull(line);
    var parts = new ArrayList<Part>();
    int at = random.nextInt(line.length());
    if (at > 0 || random.nextBoolean()) {
      parts.add(new Run());
    }
    do {
      int to = Math.min(line.length(), at + 1 + random.nextInt(9));
      String literal = line.substring(at, to);
      if (Character.isLowSurrogate(literal.charAt(0))) {
        literal = "x";
      }
      parts.add(new Literal(random.nextInt(5) == 0 ? literal.toUpperCase(Locale.ROOT) : literal));
      at = to;
      if (random.nextInt(4) == 0 && at < line.length()) {
        parts.add(new One());
        at++;
      } else {
        parts.add(new Run());
        at += random.nextInt(4);
      }
    } while (at < line.length() && random.nextInt(3) > 0);
    if (random.nextInt(6) == 0) {
      parts.removeLast();
    }
    if (parts.stream().noneMatch(part -> !(part instanceof Literal))) {
      parts.add(new Run());
    }
    return new WildcardPattern(parts);
  }
}
