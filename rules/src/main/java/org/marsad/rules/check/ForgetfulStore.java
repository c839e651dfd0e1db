package org.marsad.rules.check;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Incident;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentStore;

/** Keeps no incidents: where only the alerts are of interest. Thread-safe. */
final class ForgetfulStore implements IncidentStore {
  @Override
  public boolean put(Incident incident) {
    return true;
  }

  @Override
  public boolean put(Alert alert) {
    return true;
  }

  @Override
  public Optional<Incident> incident(String id) {
    return Optional.empty();
  }

  @Override
  public Optional<Alert> alert(String id) {
    return Optional.empty();
  }

  @Override
  public Page<Incident> incidents(IncidentSearch search) {
    return new Page<>(List.of(), 0, null);
  }

  @Override
  public Page<Alert> alerts(IncidentSearch search) {
    return new Page<>(List.of(), 0, null);
  }

  @Override
  public List<Incident> touching(Collection<Entity> entities, long since, int max) {
    return List.of();
  }

  @Override
  public Optional<Alert> latest(String story, long since) {
    return Optional.empty();
  }

  @Override
  public List<Incident> forget(long before, int max) {
    return List.of();
  }

  @Override
  public Cut cut(byte[] state) {
    return () -> {}; // nothing is kept
  }

  @Override
  public byte[] state() {
    return new byte[0];
  }

  @Override
  public void close() {
    // nothing is open
  }
}
