package org.marsad.index.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.marsad.index.search.ShardSearch.Hit;
import org.marsad.index.segment.StoredEvents;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * Reads the events of a page. A long one lies in as many blocks as it has events, so a thread of
 * the store begins with the first ones while the one who asks begins with the last; who asks waits
 * for a few events at most. One thread, that of the one who asks.
 */
public final class PageLoad {
  /** Events that are read one behind the other by one thread. */
  private static final int PART = 12;

  /** About how many bytes an event has, with the values that are not in its original. */
  private static final int USUAL = 2_048;

  private static final int MOST_AT_ONCE = 1 << 20;

  private final Schema schema;
  private final ExecutorService threads;

  /** With the help of these threads. */
  public PageLoad(Schema schema, ExecutorService threads) {
    this.schema = schema;
    this.threads = threads;
  }

  /** The events of these hits, in their order. */
  public EventBatch load(List<Hit> hits) throws IOException {
    if (hits.size() <= 2 * PART) {
      return part(hits);
    }
    var parts = new ArrayList<FutureTask<EventBatch>>();
    for (int from = 0; from < hits.size(); from += PART) {
      List<Hit> some = hits.subList(from, Math.min(hits.size(), from + PART));
      parts.add(new FutureTask<>(() -> part(some)));
    }
    SideBySide.offer(threads, () -> parts.forEach(FutureTask::run));
    try {
      parts.reversed().forEach(FutureTask::run);
      EventBatch.Builder page = EventBatch.builder(schema).expect(room(hits));
      for (FutureTask<EventBatch> part : parts) {
        EventBatch some = SideBySide.await(part);
        for (int row = 0; row < some.size(); row++) {
          StoredEvents.copy(some, row, page);
        }
      }
      return page.build();
    } finally {
      // Where it failed, nobody reads on when the readers are closed.
      parts.forEach(SideBySide::end);
    }
  }

  private static int room(List<Hit> hits) {
    return Math.min(hits.size() * USUAL, MOST_AT_ONCE);
  }

  private EventBatch part(List<Hit> hits) throws IOException {
    EventBatch.Builder part = EventBatch.builder(schema).expect(room(hits));
    var known = new IdentityHashMap<LeafReader, StoredEvents>();
    for (Hit hit : hits) {
      LeafReaderContext leaf = hit.leaf();
      known
          .computeIfAbsent(leaf.reader(), StoredEvents::new)
          .load(hit.document() - leaf.docBase, part);
    }
    return part.build();
  }
}
