package org.marsad.rules.detect;

import java.util.List;
import org.marsad.model.event.EventBatch;

/** Judges single events. Stateless for its caller; thread-safe. */
public interface Detector {
  /** The ids of the detections that hold for the event of a row, in the order of their packs. */
  List<String> match(EventBatch batch, int row);
}
