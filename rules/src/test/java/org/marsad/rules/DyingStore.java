package org.marsad.rules;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Incident;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentStore;

/**
 * In front of another store: dies when one of its cuts is made durable, just before or just after,
 * and whoever uses it dies with it.
 */
final class DyingStore implements IncidentStore {
  private final IncidentStore store;
  private final int deadly;
  private final boolean isAfter;
  private int cuts;

  /**
   * A store that will die.
   *
   * @param deadly the number of the cut, from 1 on
   * @param isAfter whether the cut is durable then
   */
  DyingStore(IncidentStore store, int deadly, boolean isAfter) {
    this.store = store;
    this.deadly = deadly;
    this.isAfter = isAfter;
  }

  @Override
  public Cut cut(byte[] state) throws IOException {
    Cut cut = store.cut(state);
    int number = ++cuts;
    return () -> {
      if (number < deadly || number == deadly && isAfter) {
        cut.makeDurable();
      }
      if (number >= deadly) {
        throw new IOException("killed at cut " + number);
      }
    };
  }

  @Override
  public boolean put(Incident incident) throws IOException {
    return store.put(incident);
  }

  @Override
  public boolean put(Alert alert) throws IOException {
    return store.put(alert);
  }

  @Override
  public Optional<Incident> incident(String id) throws IOException {
    return store.incident(id);
  }

  @Override
  public Optional<Alert> alert(String id) throws IOException {
    return store.alert(id);
  }

  @Override
  public Page<Incident> incidents(IncidentSearch search) throws IOException {
    return store.incidents(search);
  }

  @Override
  public Page<Alert> alerts(IncidentSearch search) throws IOException {
    return store.alerts(search);
  }

  @Override
  public List<Incident> touching(Collection<Entity> entities, long since, int max)
      throws IOException {
    return store.touching(entities, since, max);
  }

  @Override
  public Optional<Alert> latest(String story, long since) throws IOException {
    return store.latest(story, since);
  }

  @Override
  public List<Incident> forget(long before, int max) throws IOException {
    return store.forget(before, max);
  }

  @Override
  public byte[] state() throws IOException {
    return store.state();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
