package org.marsad.rules.check;

import org.marsad.model.event.EventBatch;

/** Reads lines of log as the collector does. One thread at a time. */
@FunctionalInterface
public interface LineDecoder {
  /** Adds the fields of the event that was begun, whose original these bytes of the batch are. */
  void decode(EventBatch.Builder batch, int offset, int length);
}
