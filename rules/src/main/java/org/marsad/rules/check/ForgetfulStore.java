package org.marsad.rules.check;

import java.util.List;
import java.util.Optional;
import org.marsad.model.incident.Incident;
import org.marsad.model.query.Query;
import org.marsad.model.store.IncidentStore;

/** Keeps no incidents: where only the alerts are of interest. Thread-safe. */
final class ForgetfulStore implements IncidentStore {
  @Override
  public void put(Incident incident) {
    // nobody will ask
  }

  @Override
  public Optional<Incident> get(String id) {
    return Optional.empty();
  }

  @Override
  public Page list(Query query, int size) {
    return new Page(List.of(), 0);
  }

  @Override
  public void commit() {
    // nothing is kept
  }

  @Override
  public void close() {
    // nothing is open
  }
}
