package org.marsad.model.store;

import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Incident;

/**
 * Is told of incidents that were put. Calls come from one thread, in the order of changes; changes
 * that a crash makes the rules do again are told again. Must not block.
 */
@FunctionalInterface
public interface IncidentListener {
  /**
   * An incident has changed.
   *
   * @param before as it was when it was told last, or null if it is new
   */
  void told(@Nullable Incident before, Incident now);
}
