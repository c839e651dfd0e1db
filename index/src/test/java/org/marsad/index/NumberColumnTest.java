package org.marsad.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
import org.marsad.model.store.SearchRequest;

/** Numbers that a segment has in a column, and those it has as terms. */
class NumberColumnTest {
  private static final List<String> NUMBERS =
      List.of("0", "-0", "-1", "1", "2", "3", "443", "0.5", "-1.5", "9007199254740993", "1e300");
  private static final List<String> BOUNDS =
      List.of("0", "-0", "-1", "0.5", "1.0", "2", "443", "443.0", "4.43e2", "-1e300", "1e300");

  /** Whole; with fractions; whole but one that does not print back; of two kinds. */
  private static final List<String> FIELDS = List.of("whole", "fraction", "padded", "mixed");

  @TempDir Path folder;

  private final Schema schema = new Schema();
  private final long seed = Seeds.next();
  private final Random random = new Random(seed);

  @Test
  void areFoundAsALookAtEveryEventFindsThem() throws Exception {
    var oracle = new NaiveEventStore(schema, new TestRegex());
    try (LuceneEventStore store = TestStores.open(folder, schema)) {
      for (int part = 0; part < 3; part++) {
        EventBatch events = events(part * 200, part);
        store.accept(events);
        oracle.accept(events);
        if (part < 2) {
          store.commit();
        }
      }
      store.refresh();
      int found = 0;
      for (String field : FIELDS) {
        for (String bound : BOUNDS) {
          found += same(store, oracle, new Query.Term(field, bound, false));
          found += same(store, oracle, new Query.In(field, List.of(bound, "none", "2.0")));
          for (String other : BOUNDS) {
            if (Double.parseDouble(bound) < Double.parseDouble(other)) {
              found += same(store, oracle, range(field, bound, other));
            }
          }
          found += same(store, oracle, new Query.Range(field, bound(bound), null));
          found += same(store, oracle, new Query.Range(field, null, bound(bound)));
        }
      }
      assertTrue(found > 100, "nothing was found");
    }
  }

  private Query range(String field, String from, String to) {
    return new Query.Range(field, bound(from), bound(to));
  }

  private Query.Bound bound(String value) {
    return new Query.Bound(value, random.nextBoolean());
  }

  private int same(LuceneEventStore store, NaiveEventStore oracle, Query query) throws IOException {
    SearchRequest request = SearchRequest.of(query, 0);
    long expected = oracle.search(request).total();
    assertEquals(
        expected, store.search(request).total(), () -> "seed " + seed + ", query " + query);
    return expected > 0 ? 1 : 0;
  }

  /** In the last part numbers are larger than any that a double tells from others. */
  private EventBatch events(int firstId, int part) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int id = firstId; id < firstId + 200; id++) {
      Samples.begin(batch, id, "x");
      add(batch, "whole", NUMBERS.get(2 + random.nextInt(5)), ValueKind.NUMBER);
      if (random.nextBoolean()) {
        add(batch, "whole", NUMBERS.get(random.nextInt(part == 2 ? 11 : 1)), ValueKind.NUMBER);
      }
      add(batch, "fraction", NUMBERS.get(random.nextInt(9)), ValueKind.NUMBER);
      add(batch, "padded", random.nextInt(9) == 0 ? "0443" : "443", ValueKind.NUMBER);
      add(batch, "mixed", NUMBERS.get(random.nextInt(9)), ValueKind.of(random.nextInt(2)));
      batch.end();
    }
    return batch.build();
  }

  private void add(EventBatch.Builder batch, String field, String number, ValueKind kind) {
    byte[] bytes = number.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    batch.add(schema.id(field), kind, batch.append(bytes, 0, bytes.length), bytes.length);
  }
}
