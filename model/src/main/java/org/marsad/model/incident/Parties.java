package org.marsad.model.incident;

import java.util.List;

/**
 * Who is in an alert.
 *
 * @param key the values the rule grouped by, such as the one {@code source.ip}; may be empty
 * @param entities who took part, sorted, without repeats
 * @param importance the most important of them
 */
public record Parties(List<Entity> key, List<Entity> entities, Importance importance) {
  public Parties {
    key = List.copyOf(key);
    entities = List.copyOf(entities);
  }
}
