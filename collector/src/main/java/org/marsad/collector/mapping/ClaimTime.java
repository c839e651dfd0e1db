package org.marsad.collector.mapping;

import org.marsad.model.event.EventBatch;

/** The first of some fields that holds a time says when the event was. */
final class ClaimTime implements Step {
  private final int[] sources;
  private final EventTime time;

  ClaimTime(int[] sources, EventTime time) {
    this.sources = sources.clone();
    this.time = time;
  }

  @Override
  public void apply(Row row) {
    for (int source : sources) {
      int slice = row.find(source);
      EventBatch.Builder event = row.event();
      if (slice != EventBatch.NONE
          && time.take(event, event.kind(slice), event.offset(slice), event.length(slice))) {
        // A tag may have gone.
        row.moved();
        return;
      }
    }
  }
}
