package org.marsad.model.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.RandomQueries;
import org.marsad.model.query.TestRegex;
import org.marsad.model.random.Seeds;

/** What every event store must do. */
public abstract class EventStoreContract {
  protected final Schema schema = new Schema();
  private EventStore store;

  /** Opens the store under test; called again on the same data after a close or a crash. */
  protected abstract EventStore open(Schema schema) throws IOException;

  /** Ends the store as a crash would: nothing more is made durable. */
  protected abstract void crash(EventStore store) throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = open(schema);
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  @Test
  void findsWhatItTookAfterRefresh() throws Exception {
    store.accept(Samples.event(schema, 0, "hello world", "user.name", "alice"));
    store.refresh();
    assertEquals(List.of(0L), ids("hello"));
    assertEquals(List.of(0L), ids("user.name:ALICE"));
    assertEquals(List.of(), ids("user.name:bob"));
    assertEquals(1, store.count());
  }

  @Test
  void givesTheNewestFirstAndTheRestByCursor() throws Exception {
    for (long id = 0; id < 25; id++) {
      store.accept(Samples.event(schema, id, "line " + id));
    }
    store.refresh();
    var seen = new ArrayList<Long>();
    SearchRequest request = SearchRequest.of(new Query.All(), 10);
    SearchRequest.Cursor next = null;
    do {
      SearchResult page = store.search(request.after(next));
      assertTrue(page.complete());
      if (next == null) {
        assertEquals(25, page.total());
        assertTrue(page.exact());
      }
      for (int row = 0; row < page.hits().size(); row++) {
        seen.add(page.hits().id(row));
      }
      next = page.next();
    } while (next != null);
    var expected = new ArrayList<Long>();
    for (long id = 24; id >= 0; id--) {
      expected.add(id);
    }
    assertEquals(expected, seen);
  }

  @Test
  void countsWithoutHits() throws Exception {
    store.accept(Samples.random(schema, new Random(1), 0, 50));
    store.refresh();
    SearchResult result = store.search(SearchRequest.of(new Query.All(), 0));
    assertEquals(50, result.total());
    assertEquals(0, result.hits().size());
  }

  @Test
  void keepsToTheRangeOfTime() throws Exception {
    for (long id = 0; id < 10; id++) {
      store.accept(Samples.event(schema, id, "x"));
    }
    store.refresh();
    SearchRequest all = SearchRequest.of(new Query.All(), 100);
    long third = Samples.NOW + 3 * Samples.SECOND;
    assertEquals(3, store.search(all.between(Long.MIN_VALUE, third)).total());
    assertEquals(7, store.search(all.between(third, Long.MAX_VALUE)).total());
    assertEquals(1, store.search(all.between(third, third + 1)).total());
    assertEquals(0, store.search(all.between(third, third)).total());
  }

  @Test
  void keepsEveryByteOfTheOriginal() throws Exception {
    byte[] odd = {0, (byte) 0xff, (byte) 0xc3, '\n', '"', 'x', (byte) 0x80, 0};
    EventBatch.Builder batch = EventBatch.builder(schema);
    int at = batch.append(odd, 0, odd.length);
    batch.begin(0, Samples.NOW, Samples.TCP, at, odd.length);
    batch.add(Fields.MESSAGE, at, odd.length).end();
    batch.begin(1, Samples.NOW, Samples.HTTP, at, 0).end();
    store.accept(batch.build());
    store.refresh();
    EventBatch hits = store.search(SearchRequest.of(new Query.All(), 10)).hits();
    assertArrayEquals(odd, hits.event(1).original());
    assertEquals(0, hits.originalLength(0));
    assertEquals(Samples.HTTP, hits.origin(0));
    assertEquals(Samples.NOW, hits.received(1));
  }

  @Test
  void keepsLongValuesAndManyFields() throws Exception {
    EventBatch.Builder batch = EventBatch.builder(schema);
    Samples.begin(batch, 0, "many");
    for (int i = 0; i < 1_000; i++) {
      batch.add("field." + i, "value " + i);
    }
    String longValue = "v".repeat(70_000) + "END";
    batch.add("note", longValue).add(Fields.MESSAGE, "word" + "w".repeat(5_000) + " tail").end();
    store.accept(batch.build());
    store.refresh();
    assertEquals(List.of(0L), ids("field.999:\"value 999\""));
    assertEquals(List.of(0L), ids("note:*END"));
    assertEquals(List.of(0L), ids("note:" + longValue));
    assertEquals(List.of(), ids("note:" + longValue + "x"));
    assertEquals(List.of(0L), ids("message:*www*"));
    assertEquals(List.of(0L), ids("message:tail"));
  }

  @Test
  void scansInTheOrderOfIds() throws Exception {
    EventBatch events = Samples.random(schema, new Random(2), 0, 2_500);
    store.accept(events);
    store.refresh();
    var seen = new ArrayList<Long>();
    store.scan(
        SearchRequest.of(new Query.All(), 0),
        batch -> {
          for (int row = 0; row < batch.size(); row++) {
            seen.add(batch.id(row));
          }
          return true;
        });
    assertEquals(2_500, seen.size());
    for (int i = 0; i < seen.size(); i++) {
      assertEquals(i, seen.get(i));
    }
  }

  @Test
  void streamsEverythingOnceNewestFirstOrInAnyOrder() throws Exception {
    store.accept(Samples.random(schema, new Random(7), 0, 2_500));
    store.refresh();
    SearchRequest request = SearchRequest.of(QueryParser.parse("NOT host.name:sshd"), 0);
    var newest = new ArrayList<Long>();
    SearchRequest.Cursor next = null;
    do {
      SearchResult page = store.search(request.sized(1_000).after(next));
      newest.addAll(ids(page.hits()));
      next = page.next();
    } while (next != null);
    var streamed = new ArrayList<Long>();
    store.stream(request, true, batch -> streamed.addAll(ids(batch)));
    assertEquals(newest, streamed);
    var any = new ArrayList<Long>();
    store.stream(request, false, batch -> any.addAll(ids(batch)));
    assertEquals(newest.stream().sorted().toList(), any.stream().sorted().toList());
    var first = new ArrayList<Long>();
    store.stream(
        request,
        true,
        batch -> {
          first.addAll(ids(batch));
          return false;
        });
    assertTrue(first.size() < newest.size());
  }

  @Test
  void agreesWithTheOracleOnCommands() throws Exception {
    agreeOnCommands(1_000);
  }

  @Test
  @Tag("extended")
  void agreesWithTheOracleOnCommandsAtLength() throws Exception {
    agreeOnCommands(100_000);
  }

  private void agreeOnCommands(int queries) throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    var oracle = new NaiveEventStore(schema, new TestRegex());
    EventBatch events = Samples.random(schema, random, 0, 300);
    store.accept(events);
    oracle.accept(events);
    store.refresh();
    for (int i = 0; i < queries; i++) {
      String text = RandomQueries.query(random, 2) + RandomCommands.commands(random);
      List<String> expected = RandomCommands.run(oracle, text);
      assertEquals(
          expected, RandomCommands.run(store, text), () -> "seed " + seed + ", query " + text);
      assertEquals(
          expected,
          RandomCommands.runPushed(store, text),
          () -> "pushed, seed " + seed + ", query " + text);
    }
  }

  @Test
  void skipsWhatItHasAlready() throws Exception {
    EventBatch events = Samples.random(schema, new Random(3), 0, 100);
    store.accept(events);
    store.accept(events);
    store.accept(Samples.random(schema, new Random(3), 50, 100));
    store.refresh();
    assertEquals(150, store.search(SearchRequest.of(new Query.All(), 0)).total());
  }

  @Test
  void goesOnAfterACrashWithoutGapsOrRepeats() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    for (int round = 0; round < 6; round++) {
      long from = store.position();
      assertTrue(from <= round * 300L, () -> "seed " + seed);
      long end = (round + 1) * 300L;
      for (long id = from; id < end; id++) {
        // A replay brings the same event for the same id.
        store.accept(Samples.random(schema, new Random(id), id, 1));
        if (random.nextInt(60) == 0) {
          store.commit();
        }
      }
      crash(store);
      store = open(schema);
    }
    long from = store.position();
    for (long id = from; id < 1_800; id++) {
      store.accept(Samples.random(schema, new Random(id), id, 1));
    }
    store.refresh();
    var seen = new ArrayList<Long>();
    store.scan(
        SearchRequest.of(new Query.All(), 0),
        batch -> {
          for (int row = 0; row < batch.size(); row++) {
            seen.add(batch.id(row));
          }
          return true;
        });
    var expected = new ArrayList<Long>();
    for (long id = 0; id < 1_800; id++) {
      expected.add(id);
    }
    assertEquals(expected, seen, () -> "seed " + seed);
  }

  @Test
  void hasEverythingAfterAnOrderlyEnd() throws Exception {
    store.accept(Samples.random(schema, new Random(4), 0, 500));
    store.close();
    store = open(schema);
    assertEquals(500, store.position());
    assertEquals(500, store.search(SearchRequest.of(new Query.All(), 0)).total());
  }

  @Test
  void findsAfterAStartWhatOnlyEarlierEventsHad() throws Exception {
    store.accept(Samples.event(schema, 0, "line", "only.before", "yes", "user.name", "alice"));
    store.close();
    store = open(new Schema());
    assertEquals(List.of(0L), ids("only.before:yes"));
    assertEquals(List.of(0L), ids("_exists_:only.before"));
    assertEquals(List.of(), ids("only.before:no"));
  }

  @Test
  void placesMadClocksSomewhereAndFindsThemByTheirTime() throws Exception {
    EventBatch.Builder batch = EventBatch.builder(schema);
    Samples.begin(batch, 0, "old").timestamp(Nanos.parse("1970-01-02T00:00:00Z")).end();
    Samples.begin(batch, 1, "new").timestamp(Nanos.parse("2106-02-07T06:28:15Z")).end();
    Samples.begin(batch, 2, "now").end();
    store.accept(batch.build());
    store.refresh();
    SearchRequest all = SearchRequest.of(new Query.All(), 10);
    assertEquals(1, store.search(all.between(0, Nanos.parse("1971-01-01T00:00:00Z"))).total());
    assertEquals(
        1, store.search(all.between(Nanos.parse("2100-01-01T00:00:00Z"), Long.MAX_VALUE)).total());
    assertEquals(List.of(1L, 2L, 0L), ids("*"));
  }

  @Test
  void tellsTheFieldsOfWhatMatches() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    var oracle = new NaiveEventStore(schema, new TestRegex());
    EventBatch events = Samples.random(schema, random, 0, 300);
    store.accept(events);
    oracle.accept(events);
    store.refresh();
    for (int i = 0; i < 30; i++) {
      Query query = i == 0 ? new Query.All() : RandomQueries.query(random, 2);
      SearchRequest request = SearchRequest.of(query, 0);
      FieldsResult expected = oracle.fields(request, 1_000, () -> false);
      FieldsResult found = store.fields(request, 1_000, () -> false);
      assertTrue(found.complete());
      assertEquals(expected.events(), found.events());
      assertEquals(names(expected), names(found), () -> "seed " + seed + ", query " + query);
      for (FieldFacts facts : found.fields()) {
        if (facts.exact()) {
          assertTrue(expected.fields().contains(facts), () -> "seed " + seed + ", " + facts);
        }
      }
    }
  }

  private static List<String> names(FieldsResult result) {
    return result.fields().stream().map(facts -> facts.name() + "=" + facts.events()).toList();
  }

  @Test
  void agreesWithTheOracle() throws Exception {
    agree(2_000);
  }

  @Test
  @Tag("extended")
  void agreesWithTheOracleAtLength() throws Exception {
    agree(100_000);
  }

  private void agree(int queries) throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    var oracle = new NaiveEventStore(schema, new TestRegex());
    for (int id = 0; id < 300; id += 100) {
      EventBatch events = Samples.random(schema, random, id, 100);
      store.accept(events);
      oracle.accept(events);
    }
    store.refresh();
    for (int i = 0; i < queries; i++) {
      Query query = RandomQueries.query(random, 3);
      SearchRequest request = SearchRequest.of(query, 300);
      SearchResult expected = oracle.search(request);
      SearchResult found = store.search(request);
      assertEquals(
          ids(expected.hits()), ids(found.hits()), () -> "seed " + seed + ", query " + query);
      assertEquals(expected.total(), found.total(), () -> "seed " + seed + ", query " + query);
      assertNotNull(found.took());
    }
  }

  private List<Long> ids(String query) throws IOException {
    return ids(store.search(SearchRequest.of(QueryParser.parse(query), 100)).hits());
  }

  private static List<Long> ids(EventBatch hits) {
    var ids = new ArrayList<Long>();
    for (int row = 0; row < hits.size(); row++) {
      ids.add(hits.id(row));
    }
    return ids;
  }
}
