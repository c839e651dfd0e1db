package org.marsad.index.segment;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/**
 * Memory of events that nobody looks at any more, for the next ones: of one segment at most, for
 * all builders that take turns. Any thread.
 */
public final class FreeChunks {
  private final Queue<EventBatch> chunks = new ConcurrentLinkedQueue<>();

  /** That of some events; null where there is none. */
  @Nullable EventBatch poll() {
    return chunks.poll();
  }

  /** All that a segment had, as far as there is less. */
  void add(List<EventBatch> segment) {
    for (EventBatch chunk : segment) {
      if (chunks.size() < segment.size()) {
        chunks.add(chunk);
      }
    }
  }

  /** Lets go of all. */
  public void clear() {
    chunks.clear();
  }

  int size() {
    return chunks.size();
  }
}
