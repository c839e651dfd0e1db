package org.marsad.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Query;
import org.marsad.model.query.TestRegex;
import org.marsad.model.query.WildcardPattern;
import org.marsad.model.query.WildcardPattern.Literal;
import org.marsad.model.query.WildcardPattern.Part;
import org.marsad.model.query.WildcardPattern.Run;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.model.store.SearchRequest;

/** Words and phrases of messages and originals, which are in part the same words. */
class TextWordsTest {
  private static final List<String> FIELDS = List.of("", "message", "event.original");
  private static final String[] WORDS = {
    "Logon", "failed", "for", "root", "rooted", "\u00c9t\u00e9"
  };
  private static final String[] BETWEEN = {" ", ": ", "", "-", "\\n", "  "};

  /** What events say again and again, as a message or a phrase that is asked for. */
  private static final String[] AGAIN = {
    "Logon failed for root", "failed: for rooted, \u00c9t\u00e9", "root failed-Logon for root"
  };

  @TempDir Path folder;

  private final Schema schema = new Schema();

  @Test
  void agreesWithALookAtEveryEvent() throws Exception {
    agree(300, 0);
  }

  @Test
  void agreesWhereWordsAreTooLong() throws Exception {
    agree(100, 1_500);
  }

  @Test
  @Tag("extended")
  void agreesWithManyLooksAtEveryEvent() throws Exception {
    agree(20_000, 0);
  }

  private void agree(int queries, int longWord) throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    var oracle = new NaiveEventStore(schema, new TestRegex());
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      for (int part = 0; part < 2; part++) {
        EventBatch events = events(random, part * 1_000, longWord);
        store.accept(events);
        oracle.accept(events);
        if (part == 0) {
          store.commit();
        }
      }
      store.refresh();
      for (int i = 0; i < queries; i++) {
        Query query = query(random);
        SearchRequest request = SearchRequest.of(query, 0);
        long expected = oracle.search(request).total();
        assertEquals(
            expected, store.search(request).total(), () -> "seed " + seed + ", query " + query);
      }
    }
  }

  @Test
  void messagesOfOneEventAreApart() throws Exception {
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      EventBatch.Builder batch = EventBatch.builder(schema);
      Samples.begin(batch, 0, "x").add(Fields.MESSAGE, "one two").add(Fields.MESSAGE, "three");
      batch.end();
      store.accept(batch.build());
      store.refresh();
      assertEquals(1, total(store, new Query.Phrase("message", "one two", 0, false)));
      assertEquals(0, total(store, new Query.Phrase("message", "two three", 0, false)));
      assertEquals(0, total(store, new Query.Term("event.original", "three", false)));
    }
  }

  @Test
  void wordsAndPhrasesOfTheMessageNeedNoLookIntoEvents() throws Exception {
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      EventBatch.Builder batch = EventBatch.builder(schema);
      for (int i = 0; i < 1_000; i++) {
        String line = "session " + i + " closed for user root";
        Samples.begin(batch, i, "<13>" + line).add(Fields.MESSAGE, line).end();
      }
      store.accept(batch.build());
      store.refresh();
      assertDecided(store, new Query.Term("message", "Closed", false), 1_000);
      assertDecided(store, new Query.Term("event.original", "closed", false), 1_000);
      assertDecided(store, new Query.Term("", "closed", false), 1_000);
      assertDecided(store, new Query.Phrase("message", "closed for USER", 0, false), 1_000);
      assertDecided(store, new Query.Phrase("message", "77 closed", 0, false), 1);
      assertDecided(store, new Query.Phrase("message", "closed user", 0, false), 0);
      var part = new WildcardPattern(List.of(new Run(), new Literal("oSe"), new Run()));
      assertDecided(store, new Query.Wildcard("message", part), 1_000);
    }
  }

  private static void assertDecided(LuceneEventStore store, Query query, long total)
      throws IOException {
    assertEquals(total, total(store, query), query::toString);
    List<String> structures =
        store.explain(SearchRequest.of(query, 0), null, () -> false).clauses().stream()
            .flatMap(clause -> clause.servedBy().stream())
            .toList();
    assertFalse(structures.isEmpty());
    assertTrue(
        structures.stream().noneMatch(structure -> structure.contains("verified")),
        () -> query + ": " + structures);
  }

  private static long total(LuceneEventStore store, Query query) throws IOException {
    return store.search(SearchRequest.of(query, 0)).total();
  }

  private EventBatch events(Random random, int first, int longWord) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int i = 0; i < 300; i++) {
      String text = text(random) + (longWord > 0 && i == 7 ? " " + "w".repeat(longWord) : "");
      String before = random.nextInt(3) == 0 ? text(random) : "<13>";
      String uuid = uuid(random);
      String number = Integer.toString(random.nextInt(1 << random.nextInt(30)));
      String behind =
          (random.nextInt(4) == 0 ? "end" : "") + " pid=" + number + " id=" + uuid + ".";
      byte[] line = (before + text + behind).getBytes(StandardCharsets.UTF_8);
      int at = batch.append(line, 0, line.length);
      batch.begin(first + i, Samples.NOW + i, Samples.HTTP, at, line.length);
      batch.timestamp(Samples.NOW + random.nextInt(1_000) * Samples.SECOND);
      for (int messages = random.nextInt(3); messages > 0; messages--) {
        if (random.nextInt(3) > 0) {
          int from = before.getBytes(StandardCharsets.UTF_8).length;
          batch.add(
              Fields.MESSAGE.id(),
              ValueKind.TEXT,
              at + from,
              text.getBytes(StandardCharsets.UTF_8).length);
        } else {
          batch.add(Fields.MESSAGE, text(random));
        }
      }
      if (random.nextInt(3) > 0) {
        batch.add(
            schema.id("guid"), ValueKind.TEXT, at + line.length - uuid.length() - 1, uuid.length());
      }
      if (random.nextInt(9) == 0) {
        batch.add("guid", uuid(random));
      }
      if (random.nextInt(4) > 0) {
        int from = at + line.length - " id=".length() - uuid.length() - 1 - number.length();
        batch.add(schema.id("pid"), ValueKind.NUMBER, from, number.length());
      }
      if (random.nextInt(9) == 0) {
        batch.add("pid", Integer.toString(random.nextInt(9)));
      }
      if (random.nextBoolean()) {
        batch.add(Fields.USER_NAME, WORDS[random.nextInt(WORDS.length)]);
      }
      batch.end();
    }
    return batch.build();
  }

  private static String text(Random random) {
    if (random.nextInt(3) == 0) {
      return AGAIN[random.nextInt(AGAIN.length)];
    }
    var text = new StringBuilder();
    for (int words = random.nextInt(7); words > 0; words--) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
      text.append(BETWEEN[random.nextInt(BETWEEN.length)]);
    }
    return text.toString();
  }

  /** Digits that are there once or often, as a UUID or in one run. */
  private static String uuid(Random random) {
    long one = random.nextBoolean() ? random.nextInt(4) : random.nextLong();
    String uuid = new UUID(one, one * 31).toString();
    return switch (random.nextInt(4)) {
      case 0 -> "{" + uuid + "}";
      case 1 -> uuid.toUpperCase(Locale.ROOT);
      case 2 -> uuid.replace("-", "");
      default -> uuid;
    };
  }

  private static Query query(Random random) {
    String field = FIELDS.get(random.nextInt(FIELDS.size()));
    String word = WORDS[random.nextInt(WORDS.length)];
    if (random.nextInt(3) == 0) {
      // Mostly of the four that are there often.
      String[] words = uuid(random).split("\\W+");
      word = words[random.nextInt(words.length)];
      word = word.isEmpty() ? words[words.length - 1] : word;
    }
    if (random.nextInt(4) == 0) {
      word = Integer.toString(10 + random.nextInt(1 << random.nextInt(10)));
    }
    return switch (random.nextInt(5)) {
      case 0 -> new Query.Term(field, word, random.nextInt(8) == 0);
      case 1 -> new Query.Phrase(field, text(random), 0, false);
      case 2 -> new Query.Phrase(field, text(random), random.nextInt(3), random.nextBoolean());
      case 3 -> new Query.Not(new Query.Term(field, word, false));
      default -> new Query.Wildcard(field, pattern(word, random));
    };
  }

  private static WildcardPattern pattern(String word, Random random) {
    var parts = new ArrayList<Part>();
    if (random.nextBoolean()) {
      parts.add(new Run());
    }
    int from = random.nextInt(word.length() - 1);
    String part = word.substring(from, Math.min(word.length(), from + 3));
    parts.add(new Literal(random.nextInt(4) == 0 ? part + " " : part));
    if (random.nextBoolean() || parts.size() == 1) {
      parts.add(new Run());
    }
    return new WildcardPattern(parts);
  }
}
