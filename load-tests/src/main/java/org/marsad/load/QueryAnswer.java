package org.marsad.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.marsad.index.IndexConfig;
import org.marsad.index.LuceneEventStore;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.QueryParser;
import org.marsad.model.store.SearchRequest;
import org.marsad.rules.detect.Re2;

/** What a query matches of the events it was asked of, to be held against the index. One thread. */
final class QueryAnswer {
  private final BitSet asked = new BitSet();
  private final BitSet matched = new BitSet();

  /** The query was asked of an event. */
  void add(long id, boolean matches) {
    asked.set((int) id);
    matched.set((int) id, matches);
  }

  /** The queries that find something else in an index of the events. */
  static List<String> unlike(
      Map<String, QueryAnswer> answers,
      Map<String, String> queries,
      List<EventBatch> events,
      Schema schema)
      throws IOException {
    Path folder = Files.createTempDirectory("marsad-corpora-");
    var unlike = new ArrayList<String>();
    try (var store =
        LuceneEventStore.open(
            IndexConfig.defaults(folder),
            schema,
            new Re2(),
            new Metrics(),
            InstantSource.system())) {
      for (EventBatch batch : events) {
        store.accept(batch);
      }
      store.refresh();
      for (Map.Entry<String, QueryAnswer> each : answers.entrySet()) {
        var found = new BitSet();
        store.scan(
            SearchRequest.of(QueryParser.parse(queries.getOrDefault(each.getKey(), "")), 0),
            batch -> {
              for (int row = 0; row < batch.size(); row++) {
                found.set((int) batch.id(row));
              }
              return true;
            });
        found.and(each.getValue().asked);
        if (!found.equals(each.getValue().matched)) {
          unlike.add(each.getKey());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Folders.delete(folder);
    }
    return unlike;
  }
}
