package org.marsad.model.pipe;

import java.util.List;
import org.marsad.model.event.Event;

/**
 * The events around one, each list from the nearest on outwards.
 *
 * @param before those before it
 * @param after those after it
 */
public record Neighbours(List<Event> before, List<Event> after) {
  /** Nothing around. */
  public static final Neighbours NONE = new Neighbours(List.of(), List.of());

  public Neighbours {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }
}
