package org.marsad.model.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Status;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.Query;
import org.marsad.model.query.TestRegex;

/** Keeps incidents in maps and asks the matcher about each: what other stores must agree with. */
public final class MemoryIncidentStore implements IncidentStore {
  private final Schema schema = new Schema();
  private final Map<String, Incident> incidents = new HashMap<>();
  private final Map<String, Alert> alerts = new HashMap<>();
  private Map<String, Incident> committedIncidents = Map.of();
  private Map<String, Alert> committedAlerts = Map.of();
  private byte[] state = new byte[0];

  @Override
  public synchronized boolean put(Incident incident) {
    Incident known = incidents.get(incident.id());
    if (known != null && known.revision() >= incident.revision()) {
      return false;
    }
    incidents.put(incident.id(), incident);
    return true;
  }

  @Override
  public synchronized List<Incident> forget(long before, int max) {
    List<Incident> gone =
        incidents.values().stream()
            .filter(each -> each.status() == Status.CLOSED && each.updated() < before)
            .sorted(Comparator.comparingLong(Incident::updated).thenComparing(Incident::id))
            .limit(max)
            .toList();
    var ids = new ArrayList<String>();
    gone.forEach(each -> ids.add(each.id()));
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      incidents.remove(id);
      alerts.values().removeIf(alert -> alert.incident().equals(id));
      incidents.values().stream()
          .filter(each -> each.mergedInto().equals(id))
          .forEach(each -> ids.add(each.id()));
    }
    return gone;
  }

  @Override
  public synchronized boolean put(Alert alert) {
    Alert known = alerts.get(alert.id());
    if (known != null && known.revision() >= alert.revision()) {
      return false;
    }
    alerts.put(alert.id(), alert);
    return true;
  }

  @Override
  public synchronized Optional<Incident> incident(String id) {
    return Optional.ofNullable(incidents.get(id));
  }

  @Override
  public synchronized Optional<Alert> alert(String id) {
    return Optional.ofNullable(alerts.get(id));
  }

  /** All incidents, by id. */
  public synchronized Map<String, Incident> all() {
    return Map.copyOf(incidents);
  }

  /** All alerts, by id. */
  public synchronized Map<String, Alert> allAlerts() {
    return Map.copyOf(alerts);
  }

  /** The alerts of an incident, in the order of time. */
  public synchronized List<Alert> alertsOf(String incident) {
    return alerts.values().stream()
        .filter(alert -> alert.incident().equals(incident))
        .sorted(Comparator.comparingLong(Alert::first).thenComparing(Alert::id))
        .toList();
  }

  /** Everything since the last commit is gone, as after a crash. */
  public synchronized void crash() {
    incidents.clear();
    incidents.putAll(committedIncidents);
    alerts.clear();
    alerts.putAll(committedAlerts);
  }

  /** Has what another made durable last, as if its files had been put here. */
  public synchronized void become(MemoryIncidentStore other) {
    durable(other.committedIncidents, other.committedAlerts, other.state);
    crash();
  }

  @Override
  public synchronized Page<Incident> incidents(IncidentSearch search) {
    return page(
        incidents.values(),
        search,
        incident -> IncidentRow.of(incident, schema),
        incident ->
            switch (search.order()) {
              case FIRST -> incident.first();
              case LAST -> incident.last();
              case RAISED -> incident.raised();
              case UPDATED -> incident.updated();
              case SEVERITY -> incident.level().ordinal();
              case RISK -> incident.risk();
              case ALERTS -> incident.alerts();
            },
        Incident::id);
  }

  @Override
  public synchronized Page<Alert> alerts(IncidentSearch search) {
    return page(
        alerts.values(),
        search,
        alert -> IncidentRow.of(alert, schema),
        alert ->
            switch (search.order()) {
              case FIRST -> alert.first();
              case LAST -> alert.last();
              case RAISED -> alert.raised();
              case UPDATED -> alert.updated();
              case SEVERITY -> alert.level().ordinal();
              case RISK -> alert.importance().ordinal();
              case ALERTS -> alert.repeats();
            },
        Alert::id);
  }

  private <T> Page<T> page(
      Collection<T> all,
      IncidentSearch search,
      Function<T, EventBatch> row,
      ToLongFunction<T> order,
      Function<T, String> id) {
    Matcher matcher = Matcher.compile(search.query(), schema, new TestRegex());
    Comparator<T> comparator = Comparator.comparingLong(order).thenComparing(id);
    List<T> found =
        new ArrayList<>(
            all.stream()
                .filter(
                    each ->
                        search.query() instanceof Query.All || matcher.matches(row.apply(each), 0))
                .sorted(search.descending() ? comparator.reversed() : comparator)
                .toList());
    long total = found.size();
    IncidentSearch.Cursor after = search.after();
    if (after != null) {
      found.removeIf(
          each -> {
            int byValue = Long.compare(order.applyAsLong(each), after.value());
            int compared = byValue != 0 ? byValue : id.apply(each).compareTo(after.id());
            return search.descending() ? compared >= 0 : compared <= 0;
          });
    }
    boolean more = found.size() >= search.size();
    List<T> items = found.subList(0, Math.min(search.size(), found.size()));
    T last = more ? items.getLast() : null;
    return new Page<>(
        items,
        total,
        last == null ? null : new IncidentSearch.Cursor(order.applyAsLong(last), id.apply(last)));
  }

  @Override
  public synchronized List<Incident> touching(Collection<Entity> entities, long since, int max) {
    var keys = new HashSet<String>();
    entities.forEach(entity -> keys.add(key(entity)));
    return incidents.values().stream()
        .filter(incident -> incident.mergedInto().isEmpty() && incident.last() >= since)
        .filter(
            incident ->
                incident.entities().stream().anyMatch(each -> keys.contains(key(each.entity()))))
        .sorted(Comparator.comparingLong(Incident::last).thenComparing(Incident::id).reversed())
        .limit(max)
        .toList();
  }

  private static String key(Entity entity) {
    return entity.kind() + ":" + entity.value().toLowerCase(Locale.ROOT);
  }

  @Override
  public synchronized Optional<Alert> latest(String story, long since) {
    return alerts.values().stream()
        .filter(alert -> alert.story().equals(story) && alert.last() >= since)
        .max(Comparator.comparingLong(Alert::last).thenComparing(Alert::id));
  }

  @Override
  public synchronized Cut cut(byte[] newState) {
    Map<String, Incident> cutIncidents = Map.copyOf(incidents);
    Map<String, Alert> cutAlerts = Map.copyOf(alerts);
    byte[] cutState = newState.clone();
    return () -> durable(cutIncidents, cutAlerts, cutState);
  }

  private synchronized void durable(
      Map<String, Incident> cutIncidents, Map<String, Alert> cutAlerts, byte[] cutState) {
    committedIncidents = cutIncidents;
    committedAlerts = cutAlerts;
    state = cutState;
  }

  @Override
  public synchronized byte[] state() {
    return state.clone();
  }

  @Override
  public void close() {
    // nothing is open
  }
}
