package org.marsad.rules.detect;

import java.util.List;
import org.marsad.model.event.EventBatch;
import org.marsad.rules.match.SigmaDetector;

/** Judges single events. Stateless for its caller; thread-safe. */
public interface Detector {
  /** The ids of the detections that hold for the event of a row, in the order of their packs. */
  List<String> match(EventBatch batch, int row);

  /** The same, and tells the values that correlations of a detection ask for. */
  default List<String> match(EventBatch batch, int row, SigmaDetector.Picked picked) {
    return match(batch, row);
  }
}
