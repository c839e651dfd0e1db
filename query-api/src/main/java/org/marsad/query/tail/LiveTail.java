package org.marsad.query.tail;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.marsad.model.event.EventBatch;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventSink;

/**
 * Hands every batch to all who watch. Never waits for them: what one has no room for is counted as
 * missed by it. {@link #accept} is called by one thread; the rest is thread-safe.
 */
public final class LiveTail implements EventSink {
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final Metrics.Counter missed;

  /** A tail that nobody watches yet. */
  public LiveTail(Metrics metrics) {
    missed =
        metrics.counter(
            "marsad_tail_missed",
            "Events that a live tail was too slow to be given, of all tails.");
    metrics.gauge("marsad_tail_watchers", "Live tails that are open.", watchers::size);
  }

  @Override
  public void accept(EventBatch batch) {
    if (batch.isTick()) {
      return;
    }
    for (Watcher watcher : watchers) {
      if (!watcher.offer(batch)) {
        missed.add(batch.size());
      }
    }
  }

  /** A new watcher, until it is closed. */
  Watcher watch() {
    var watcher = new Watcher(watchers::remove);
    watchers.add(watcher);
    return watcher;
  }

  /** How many watch. */
  int size() {
    return watchers.size();
  }
}
