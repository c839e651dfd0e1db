package org.marsad.index.segment;

import java.util.List;
import org.marsad.model.event.EventBatch;

/**
 * Events that are kept until their segment is written, and how many look at them through segments
 * in memory. When they are let go and nobody looks any more, their memory is for the next. Who
 * never leaves keeps them from that, and nothing worse. Any thread.
 */
final class Lent {
  private final FreeChunks free;
  private int lookers;
  private boolean over;
  private List<EventBatch> chunks = List.of();

  /**
   * Nobody looks at them yet.
   *
   * @param free where memory goes that nobody looks at
   */
  Lent(FreeChunks free) {
    this.free = free;
  }

  /** One more looks at them, as long as somebody does or they were not let go. */
  synchronized void look() {
    lookers++;
  }

  /** One leaves who looked. */
  synchronized void leave() {
    lookers--;
    giveBack();
  }

  /** They are let go: this is all of their memory. */
  synchronized void end(List<EventBatch> all) {
    chunks = all;
    over = true;
    giveBack();
  }

  private void giveBack() {
    if (over && lookers == 0) {
      free.add(chunks);
      chunks = List.of();
    }
  }
}
