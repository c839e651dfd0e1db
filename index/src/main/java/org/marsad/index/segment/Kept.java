package org.marsad.index.segment;

import java.util.ArrayList;
import java.util.List;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

/**
 * The events themselves until their segment is written: copies, so that no batch is held. Their
 * memory is used over and over, unless somebody was shown it.
 */
final class Kept {
  private static final int ROWS = 2_048;
  private static final int BYTES = 4 << 20;

  private final EventBatch.Builder open;
  private List<EventBatch> chunks = new ArrayList<>();

  /** Those of before, whose memory the next may have. */
  private List<EventBatch> spare = new ArrayList<>();

  private long bytes;

  Kept(Schema schema) {
    open = EventBatch.builder(schema);
  }

  void add(EventBatch batch, int row, long indexed) {
    if (open.size() == 0 && !spare.isEmpty()) {
      open.reuse(spare.removeLast());
    }
    int before = open.length();
    open.copy(batch, row, indexed);
    bytes += open.length() - before + 12L * (batch.endSlice(row) - batch.firstSlice(row)) + 60;
    if (open.size() >= ROWS || open.length() >= BYTES) {
      chunks.add(open.build());
    }
  }

  /** All of them, in the order they came. */
  List<EventBatch> events() {
    if (open.size() > 0) {
      chunks.add(open.build());
    }
    return List.copyOf(chunks);
  }

  long bytes() {
    return bytes;
  }

  /**
   * Forgets everything.
   *
   * @param shared whether others still look at what it has handed out
   */
  void clear(boolean shared) {
    if (open.size() > 0) {
      chunks.add(open.build());
    }
    spare = shared ? new ArrayList<>() : chunks;
    chunks = new ArrayList<>();
    bytes = 0;
  }
}
