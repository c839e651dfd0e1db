package org.marsad.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.query.QueryParser;
import org.marsad.model.random.Seeds;
import org.marsad.model.store.SearchRequest;

/** Events of many segments and shards in the order of their ids, whatever lies between these. */
class ScanTest {
  @TempDir private Path folder;
  private final Schema schema = new Schema();

  @Test
  void findsAllInTheOrderOfIdsWhateverTheirTimesAndGaps() throws Exception {
    long seed = Seeds.next();
    var random = new Random(seed);
    List<Long> all = new ArrayList<>();
    List<Long> some = new ArrayList<>();
    try (var store = TestStores.open(folder, schema)) {
      long id = random.nextInt(1_000);
      for (int batch = 0; batch < 20; batch++) {
        // Few far apart, then more at once than a stretch may have.
        int count = batch == 10 ? 40_000 : 50;
        EventBatch.Builder events = EventBatch.builder(schema);
        for (int i = 0; i < count; i++) {
          id += count > 50 ? 1 : 1 + (long) (random.nextDouble() * (1L << random.nextInt(40)));
          boolean isWanted = random.nextInt(10) == 0;
          int back = random.nextInt(20) == 0 ? 3 * 86_400 : 3_600;
          long time = Samples.NOW - random.nextInt(back) * Samples.SECOND;
          byte[] line = {'e'};
          events.begin(id, time, Samples.TCP, events.append(line, 0, 1), 1);
          events.timestamp(time);
          events.add("kind", isWanted ? "wanted" : "other");
          events.end();
          all.add(id);
          if (isWanted) {
            some.add(id);
          }
        }
        store.accept(events.build());
        store.refresh();
      }
      assertEquals(all, scanned(store, "*"), () -> "seed " + seed);
      assertEquals(some, scanned(store, "kind:wanted"), () -> "seed " + seed);
      List<Long> none = scanned(store, "kind:nothing");
      assertTrue(none.isEmpty(), none::toString);
    }
  }

  private static List<Long> scanned(LuceneEventStore store, String query) throws IOException {
    var ids = new ArrayList<Long>();
    store.scan(
        SearchRequest.of(QueryParser.parse(query), 0),
        batch -> {
          for (int row = 0; row < batch.size(); row++) {
            ids.add(batch.id(row));
          }
          return true;
        });
    return ids;
  }
}
