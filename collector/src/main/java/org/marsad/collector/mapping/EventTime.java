package org.marsad.collector.mapping;

import org.marsad.model.event.EventBatch;
import org.marsad.model.event.ValueKind;

/** Knows how the time of an event is set; belongs to the formats, which read most times. */
public interface EventTime {
  /**
   * Takes the value [offset, offset + length) of the block as the claimed time of the open row, in
   * place of what was taken before; whether it could be read.
   */
  boolean take(EventBatch.Builder event, ValueKind kind, int offset, int length);
}
