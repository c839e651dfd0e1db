package org.marsad.query.route;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.store.SearchRequest;

/**
 * A search as somebody asked for it.
 *
 * @param pipeline what is done with the events found
 * @param request what is asked of the store
 * @param now what relative times were relative to
 * @param zone where days begin for who asks
 * @param notes what who asks should know of how it was understood
 */
record Asked(
    Pipeline pipeline, SearchRequest request, Instant now, ZoneId zone, List<String> notes) {
  Asked {
    notes = List.copyOf(notes);
  }

  /** The same with another question to the store. */
  Asked with(SearchRequest other) {
    return new Asked(pipeline, other, now, zone, notes);
  }

  /** Whether there are commands behind the search. */
  boolean isPiped() {
    return !pipeline.commands().isEmpty();
  }
}
