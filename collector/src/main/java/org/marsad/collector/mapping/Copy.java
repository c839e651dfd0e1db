package org.marsad.collector.mapping;

import java.util.Objects;
import org.marsad.model.event.EventBatch;

/**
 * The values of the first of some fields that has one are also the values of another, unless that
 * has one. A dash is no value.
 */
final class Copy implements Step {
  private final int[] sources;
  private final Target target;
  private final int field;

  /** The target must have a field. */
  Copy(int[] sources, Target target) {
    this.sources = sources.clone();
    this.target = target;
    this.field = Objects.requireNonNull(target.field()).id();
  }

  @Override
  public void apply(Row row) {
    if (row.has(field)) {
      return;
    }
    for (int source : sources) {
      boolean entered = false;
      for (int slice = row.find(source); slice != EventBatch.NONE; slice = row.next(slice)) {
        EventBatch.Builder event = row.event();
        int from = event.offset(slice);
        int to = from + event.length(slice);
        if (!Values.isNothing(event.bytes(), from, to)) {
          entered |= target.copy(row, event.kind(slice), from, to);
        }
      }
      if (entered) {
        return;
      }
    }
  }
}
