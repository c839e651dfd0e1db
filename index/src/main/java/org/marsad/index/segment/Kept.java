package org.marsad.index.segment;

import java.util.ArrayList;
import java.util.List;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * The events themselves until their segment is written: copies, so that no batch is held. Their
 * memory is used over and over, once nobody looks at it. One thread, but for those who look.
 */
final class Kept {
  private static final int ROWS = 2_048;
  private static final int BYTES = 4 << 20;

  private final EventBatch.Builder open;
  private List<EventBatch> chunks = new ArrayList<>();

  private final FreeChunks free;
  private Lent lent;
  private long bytes;

  /**
   * None yet.
   *
   * @param free memory for them, and where it goes when nobody looks at it any more
   */
  Kept(Schema schema, FreeChunks free) {
    this.free = free;
    lent = new Lent(free);
    open = EventBatch.builder(schema);
  }

  void add(EventBatch batch, int row, long indexed) {
    int before = open.length();
    open.copy(batch, row, indexed);
    bytes += open.length() - before + 12L * (batch.endSlice(row) - batch.firstSlice(row)) + 60;
    if (open.size() >= ROWS || open.length() >= BYTES) {
      endChunk();
    }
  }

  private void endChunk() {
    EventBatch spare = free.poll();
    chunks.add(spare == null ? open.build() : open.build(spare));
  }

  /** All of them, in the order they came. */
  List<EventBatch> events() {
    if (open.size() > 0) {
      endChunk();
    }
    return List.copyOf(chunks);
  }

  /** Who looks at them. */
  Lent lent() {
    return lent;
  }

  long bytes() {
    return bytes;
  }

  /** Forgets everything. */
  void clear() {
    if (open.size() > 0) {
      endChunk();
    }
    lent.end(chunks);
    lent = new Lent(free);
    chunks = new ArrayList<>();
    bytes = 0;
  }
}
