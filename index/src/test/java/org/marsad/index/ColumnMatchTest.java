package org.marsad.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;
import org.marsad.model.query.Query;
import org.marsad.model.query.TestRegex;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.NaiveEventStore;
import org.marsad.model.store.SearchPlan;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;

/** Clauses that each distinct value of a column decides, and the same where there is no column. */
class ColumnMatchTest {
  private static final int EVENTS = 400;

  private static final List<String> HOSTS =
      List.of("web-1.example.com", "WEB-1.example.com", "web-22.example.com", "db-1.example.net");

  /** In a column; of two kinds; numbers that do not print back; truths; in few events; nowhere. */
  private static final List<String> FIELDS =
      List.of("server", "either", "padded", "truth", "rare", "none");

  private static final List<String> REGEXES =
      List.of(
          "web-[0-9]+",
          "^web-1\\.",
          "(?i)^WEB-.*com$",
          "WEB",
          "^0?44",
          "^(tru|fals)e$",
          "e",
          "(example|other)",
          "^$",
          "x{8}");

  private static final List<String> VALUES =
      List.of("web-1.example.com", "WEB-1.example.com", "443", "0443", "true", "TRUE", "", "x");

  @TempDir Path folder;

  private final Schema schema = new Schema();
  private final long seed = Seeds.next();
  private final Random random = new Random(seed);

  @Test
  void findsWhatALookAtEveryEventFinds() throws Exception {
    var oracle = new NaiveEventStore(schema, new TestRegex());
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      for (int part = 0; part < 3; part++) {
        EventBatch events = events(part * EVENTS);
        store.accept(events);
        oracle.accept(events);
        if (part < 2) {
          store.commit();
        }
      }
      store.refresh();
      int found = 0;
      for (String field : FIELDS) {
        for (String regex : REGEXES) {
          found += same(store, oracle, new Query.Regex(field, regex));
        }
        for (String value : VALUES) {
          found += same(store, oracle, new Query.Term(field, value, true));
        }
      }
      assertTrue(found > 20, "seed " + seed + ": only " + found + " found anything");
    }
  }

  private int same(LuceneEventStore store, NaiveEventStore oracle, Query query) throws IOException {
    var rest = new Query.Term("server", "db-1.example.net", false);
    for (Query each : List.of(query, new Query.Not(query), new Query.And(List.of(rest, query)))) {
      SearchRequest page = SearchRequest.of(each, 30);
      SearchResult expected = oracle.search(page);
      // Twice: what was found is remembered.
      for (int i = 0; i < 2; i++) {
        SearchResult found = store.search(page);
        assertEquals(
            ids(expected.hits()), ids(found.hits()), () -> "seed " + seed + ", query " + each);
        assertEquals(
            expected.total(),
            store.search(page.sized(0)).total(),
            () -> "seed " + seed + ", query " + each);
      }
    }
    return oracle.search(SearchRequest.of(query, 0)).total() > 0 ? 1 : 0;
  }

  private static List<Long> ids(EventBatch hits) {
    var ids = new ArrayList<Long>();
    for (int row = 0; row < hits.size(); row++) {
      ids.add(hits.id(row));
    }
    return ids;
  }

  @Test
  void readsEventsWhereASegmentHasNoColumnAlone() throws Exception {
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      store.accept(events(0));
      store.commit();
      store.refresh();
      assertEquals(List.of("column: value"), structures(store, "server"));
      assertTrue(structures(store, "rare").contains("verified on the event"));
      assertTrue(structures(store, "either").contains("verified on the event"));
    }
  }

  private static List<String> structures(LuceneEventStore store, String field) throws IOException {
    SearchRequest request = SearchRequest.of(new Query.Regex(field, "exam"), 0);
    SearchPlan plan = store.explain(request, null, () -> false);
    return plan.clauses().getFirst().servedBy();
  }

  private EventBatch events(int firstId) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int id = firstId; id < firstId + EVENTS; id++) {
      Samples.begin(batch, id, "x");
      for (int i = random.nextInt(3); i > 0; i--) {
        add(batch, "server", HOSTS.get(random.nextInt(HOSTS.size())), ValueKind.TEXT);
      }
      add(batch, "either", random.nextBoolean() ? "443" : "example", ValueKind.of(id % 2));
      add(batch, "padded", random.nextInt(9) == 0 ? "0443" : "443", ValueKind.NUMBER);
      add(batch, "truth", Boolean.toString(random.nextBoolean()), ValueKind.BOOLEAN);
      if (id % EVENTS == 7) {
        add(batch, "rare", "an example", ValueKind.TEXT);
      }
      if (id % EVENTS < 6) {
        String longOne = "x".repeat(9_000) + (id % 2 == 0 ? ".com" : ".COM");
        add(batch, "server", longOne.toUpperCase(Locale.ROOT), ValueKind.TEXT);
        add(batch, "server", longOne, ValueKind.TEXT);
      }
      batch.end();
    }
    return batch.build();
  }

  private void add(EventBatch.Builder batch, String field, String value, ValueKind kind) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    batch.add(schema.id(field), kind, batch.append(bytes, 0, bytes.length), bytes.length);
  }
}
