package org.marsad.model.store;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.marsad.model.incident.Incident;
import org.marsad.model.query.Query;

/** Keeps incidents in a map; every query finds all of them. Thread-safe. */
public final class MemoryIncidentStore implements IncidentStore {
  private final Map<String, Incident> incidents = new ConcurrentHashMap<>();

  @Override
  public void put(Incident incident) {
    incidents.merge(
        incident.id(), incident, (old, now) -> now.revision() > old.revision() ? now : old);
  }

  @Override
  public Optional<Incident> get(String id) {
    return Optional.ofNullable(incidents.get(id));
  }

  /** All of them, by id. */
  public Map<String, Incident> all() {
    return Map.copyOf(incidents);
  }

  @Override
  public Page list(Query query, int size) {
    List<Incident> newest =
        incidents.values().stream()
            .sorted(Comparator.comparingLong(Incident::last).thenComparing(Incident::id).reversed())
            .limit(size)
            .toList();
    return new Page(newest, incidents.size());
  }

  @Override
  public void commit() {
    // nothing is durable here
  }

  @Override
  public void close() {
    // nothing is open
  }
}
