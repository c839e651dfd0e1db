package org.marsad.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;

/** More events than one window back in time holds, over two days, late ones and mad clocks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewestFirstTest {
  private static final int COUNT = 50_000;
  private static final long STEP = 2 * Samples.SECOND;
  private static final int LATE = 40;

  private Path folder = Path.of("");
  private final Schema schema = new Schema();
  private final long[] times = new long[COUNT];
  private long seed;
  private LuceneEventStore store;

  @BeforeAll
  void fill(@TempDir Path given) throws Exception {
    folder = given;
    seed = Seeds.next();
    var random = new Random(seed);
    store = TestStores.open(folder, schema);
    EventBatch.Builder batch = EventBatch.builder(schema);
    for (int id = 0; id < COUNT; id++) {
      long received = Samples.NOW + id * STEP;
      times[id] = received - random.nextInt(LATE) * Samples.SECOND;
      byte[] line = {'e'};
      batch.begin(id, received, Samples.TCP, batch.append(line, 0, 1), 1);
      if (id == 700) {
        times[id] = 0;
      } else if (id == 1_400) {
        times[id] = Nanos.parse("2200-01-01T00:00:00Z");
      }
      batch.timestamp(times[id]);
      batch.add(Fields.HOST_NAME, id % 700 == 0 ? "rare" : "common").end();
      if (batch.size() == 1_000) {
        store.accept(batch.build());
      }
      if (id == COUNT / 3) {
        store.refresh();
      }
    }
    store.refresh();
  }

  @AfterAll
  void close() throws IOException {
    store.close();
  }

  @Test
  void goesBackInTimeUntilThereAreEnough() throws IOException {
    assertEquals(newest(100, 1), ids(find("*", 100)), () -> "seed " + seed);
    assertEquals(newest(10, 700), ids(find("host.name:rare", 10)), () -> "seed " + seed);
    assertEquals(COUNT, find("*", 100).total());
    assertEquals(COUNT - 72, find("host.name:common", 1).total());
  }

  @Test
  void countsWhatItFoundWhereThatIsAll() throws IOException {
    SearchResult all = find("host.name:rare", 100);
    assertEquals(newest(72, 700), ids(all), () -> "seed " + seed);
    assertEquals(72, all.total());
  }

  @Test
  void pagesMeetWithoutGapOrRepeat() throws IOException {
    var found = new ArrayList<Long>();
    SearchRequest request = SearchRequest.of(QueryParser.parse("host.name:rare"), 7);
    for (SearchResult page = store.search(request);
        page.hits().size() > 0;
        page = store.search(request)) {
      found.addAll(ids(page));
      if (request.after() == null) {
        assertEquals(72, page.total());
      }
      if (page.next() == null) {
        break;
      }
      request = request.after(page.next());
    }
    assertEquals(newest(72, 700), found, () -> "seed " + seed);
  }

  @Test
  void keepsToItsRangeOfTime() throws IOException {
    long from = Samples.NOW + 1_000 * STEP;
    long to = Samples.NOW + 30_000 * STEP;
    SearchResult found = store.search(SearchRequest.of(new Query.All(), 5).between(from, to));
    assertEquals(
        Arrays.stream(times).filter(time -> time >= from && time < to).count(), found.total());
    assertEquals(
        Arrays.stream(times).filter(time -> time < to).max().orElseThrow(),
        found.hits().timestamp(0),
        () -> "seed " + seed);
  }

  @Test
  void opensWithoutReadingItsSegmentsAndStillKnowsItsCount() throws IOException {
    store.close();
    store = TestStores.open(folder, schema);
    assertEquals(COUNT, store.count());
    assertEquals(newest(100, 1), ids(find("*", 100)), () -> "seed " + seed);
  }

  private SearchResult find(String query, int size) throws IOException {
    return store.search(SearchRequest.of(QueryParser.parse(query), size));
  }

  /** The ids of the newest events whose id is a multiple of {@code step}. */
  private List<Long> newest(int size, int step) {
    var ids = new ArrayList<Long>();
    for (long id = 0; id < COUNT; id += step) {
      ids.add(id);
    }
    ids.sort(
        (a, b) ->
            times[a.intValue()] == times[b.intValue()]
                ? Long.compare(b, a)
                : Long.compare(times[b.intValue()], times[a.intValue()]));
    return ids.subList(0, size);
  }

  private static List<Long> ids(SearchResult result) {
    var ids = new ArrayList<Long>();
    for (int row = 0; row < result.hits().size(); row++) {
      ids.add(result.hits().id(row));
    }
    return ids;
  }
}
