package org.marsad.rules.incident;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Status;
import org.marsad.model.query.Query;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentStore;

/**
 * The incidents and alerts that are at hand, before the store that has all of them. What is at hand
 * is bounded: what was quiet longest is spilled, which means that it is found in the store from
 * then on; what is found does not depend on where it lies. The store is not asked where it cannot
 * have anything that memory has not. One thread; a store that fails is told as {@link
 * UncheckedIOException}.
 */
final class Book {
  /** Incidents that an alert is weighed against: the latest of those that share something. */
  static final int MAX_CANDIDATES = 256;

  private static final int MAX_STORIES = 100_000;

  /** Lines of evidence of alerts at hand. */
  private static final int MAX_LINES = 50_000;

  /** Alerts without incident that a later incident may still take in: the latest ones. */
  private static final int MAX_LOOSE = 10_000;

  private static final int PAGE = 1_000;

  private final IncidentStore store;
  private final int maxOpen;
  private final Map<String, OpenIncident> incidents = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Set<String>> byEntity = new HashMap<>();
  private final Map<String, Alert> alerts = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Told> stories = new LinkedHashMap<>(16, 0.75f, true);
  private final TreeMap<Place, Alert> loose = new TreeMap<>();
  private final Map<String, Alert> looseById = new HashMap<>();
  private final Map<String, TreeSet<Place>> looseByEntity = new HashMap<>();
  private final Map<String, News> told = new LinkedHashMap<>();
  private final Set<String> changedIncidents = new LinkedHashSet<>();
  private final Set<String> changedAlerts = new LinkedHashSet<>();

  /** The last evidence of what lies in the store alone. */
  private long spilledIncidents = Long.MIN_VALUE;

  private long spilledStories = Long.MIN_VALUE;
  private int lines;
  private long spills;
  private long unweighed;
  private long tooLoose;

  Book(IncidentStore store, int maxOpen) {
    this.store = store;
    this.maxOpen = maxOpen;
  }

  /** Takes the latest ones to hand; whatever else the store has counts as spilled. */
  void warm() {
    try {
      IncidentSearch newest = IncidentSearch.newest(new Query.All(), Math.min(maxOpen, PAGE));
      IncidentSearch.Cursor after = null;
      do {
        IncidentStore.Page<Incident> page = store.incidents(newest.behind(after));
        for (Incident each : page.items()) {
          if (incidents.size() < maxOpen) {
            hold(OpenIncident.of(each));
          } else {
            spilledIncidents = Math.max(spilledIncidents, each.last());
          }
        }
        after = page.next();
      } while (after != null && spilledIncidents == Long.MIN_VALUE);
      after = null;
      int read = 0;
      do {
        IncidentStore.Page<Alert> page =
            store.alerts(IncidentSearch.newest(new Query.All(), PAGE).behind(after));
        for (Alert each : page.items()) {
          if (!each.story().isEmpty()) {
            stories.putIfAbsent(each.story(), new Told(each.id(), each.last()));
          }
          read++;
          if (read >= MAX_STORIES / 4) {
            spilledStories = Math.max(spilledStories, each.last());
          }
        }
        after = page.next();
      } while (after != null && spilledStories == Long.MIN_VALUE);
      Query none = new Query.Not(new Query.Exists("incident.id"));
      store.alerts(IncidentSearch.newest(none, MAX_LOOSE)).items().forEach(this::keepLoose);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An incident by id, or null. */
  @Nullable OpenIncident incident(String id) {
    OpenIncident known = incidents.get(id);
    if (known != null) {
      return known;
    }
    try {
      return store.incident(id).map(kept -> hold(OpenIncident.of(kept))).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The incident is new, or has changed. */
  void changed(OpenIncident incident) {
    hold(incident);
    changedIncidents.add(incident.id);
  }

  private OpenIncident hold(OpenIncident incident) {
    incidents.put(incident.id, incident);
    if (incident.mergedInto().isEmpty()) {
      incident.lead(
          key -> byEntity.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(incident.id),
          key -> release(key, incident.id));
    } else {
      release(incident);
    }
    return incident;
  }

  /** Its entities do not lead to it any more, because alerts were moved. */
  void release(OpenIncident incident) {
    incident.leadNoMore(key -> release(key, incident.id));
  }

  private void release(String key, String incident) {
    Set<String> ids = byEntity.get(key);
    if (ids != null) {
      ids.remove(incident);
      if (ids.isEmpty()) {
        byEntity.remove(key);
      }
    }
  }

  /** The latest incidents that share an entity with the alert, near in time. */
  Candidates candidates(Alert alert, long horizon) {
    var ids = new LinkedHashSet<String>();
    for (Entity entity : alert.entities()) {
      ids.addAll(byEntity.getOrDefault(Weights.key(entity), Set.of()));
    }
    var near = new ArrayList<OpenIncident>();
    for (String id : ids) {
      OpenIncident incident = incidents.get(id);
      if (incident != null) {
        near.add(incident);
      }
    }
    long since = alert.first() - horizon;
    int left = 0;
    if (spilledIncidents >= since) {
      try {
        store();
        List<Incident> spilled = store.touching(alert.entities(), since, MAX_CANDIDATES);
        // How many more there are the store does not say.
        left += spilled.size() == MAX_CANDIDATES ? 1 : 0;
        for (Incident each : spilled) {
          if (!incidents.containsKey(each.id())) {
            near.add(hold(OpenIncident.of(each)));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    near.removeIf(each -> each.last() < since || each.first() > alert.last() + horizon);
    near.sort(
        Comparator.comparingLong(OpenIncident::last).thenComparing(each -> each.id).reversed());
    left += Math.max(0, near.size() - MAX_CANDIDATES);
    unweighed += left;
    return new Candidates(
        near.size() > MAX_CANDIDATES ? near.subList(0, MAX_CANDIDATES) : near, left);
  }

  /** The alert of a story that is still going on, or null. */
  @Nullable Alert latest(String story, long since) {
    Told told = stories.get(story);
    if (told != null) {
      return told.last >= since ? alert(told.alert) : null;
    }
    if (spilledStories < since) {
      return null;
    }
    try {
      store();
      return store.latest(story, since).map(this::holdAlert).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An alert by id, or null. */
  @Nullable Alert alert(String id) {
    Alert known = alerts.get(id);
    if (known != null) {
      return known;
    }
    try {
      return store.alert(id).map(this::holdAlert).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The alert is new, or has changed. */
  void changed(Alert alert) {
    Alert before = looseById.get(alert.id());
    if (before != null) {
      forgetLoose(before);
    }
    holdAlert(alert);
    if (alert.incident().isEmpty()) {
      keepLoose(alert);
    }
    changedAlerts.add(alert.id());
  }

  private void keepLoose(Alert alert) {
    if (alert.status() == Status.EXCEPTED) {
      return;
    }
    var place = new Place(alert.last(), alert.id());
    loose.put(place, alert);
    looseById.put(alert.id(), alert);
    for (Entity entity : alert.entities()) {
      looseByEntity.computeIfAbsent(Weights.key(entity), _ -> new TreeSet<>()).add(place);
    }
    if (loose.size() > MAX_LOOSE) {
      tooLoose++;
      forgetLoose(loose.firstEntry().getValue());
    }
  }

  private void forgetLoose(Alert alert) {
    var place = new Place(alert.last(), alert.id());
    if (loose.remove(place) != null) {
      looseById.remove(alert.id());
      for (Entity entity : alert.entities()) {
        String key = Weights.key(entity);
        TreeSet<Place> places = looseByEntity.get(key);
        if (places != null && places.remove(place) && places.isEmpty()) {
          looseByEntity.remove(key);
        }
      }
    }
  }

  /** The latest alerts without incident that share an entity with this one. */
  List<Alert> loose(Alert alert, long horizon) {
    var places = new TreeSet<Place>();
    for (Entity entity : alert.entities()) {
      places.addAll(looseByEntity.getOrDefault(Weights.key(entity), new TreeSet<>()));
    }
    var near = new ArrayList<Alert>();
    for (Place place : places.descendingSet()) {
      Alert each = loose.get(place);
      if (each != null
          && each.last() >= alert.first() - horizon
          && each.first() <= alert.last() + horizon) {
        if (near.size() < MAX_CANDIDATES) {
          near.add(each);
        } else {
          unweighed++;
        }
      }
    }
    return near;
  }

  private Alert holdAlert(Alert alert) {
    Alert before = alerts.put(alert.id(), alert);
    lines += alert.evidence().size() - (before == null ? 0 : before.evidence().size());
    if (!alert.story().isEmpty()) {
      Told told = stories.get(alert.story());
      if (told == null || told.alert.equals(alert.id()) || told.last <= alert.last()) {
        stories.put(alert.story(), new Told(alert.id(), alert.last()));
      }
    }
    return alert;
  }

  /** All alerts that match, the newest first, each page read when the one before is through. */
  void eachAlert(Query query, Consumer<Alert> consumer) {
    try {
      store();
      IncidentSearch.Cursor after = null;
      do {
        IncidentStore.Page<Alert> page =
            store.alerts(IncidentSearch.newest(query, PAGE).behind(after));
        for (Alert each : page.items()) {
          consumer.accept(
              changedAlerts.contains(each.id()) ? alerts.getOrDefault(each.id(), each) : each);
        }
        store();
        spillAlerts();
        after = page.next();
      } while (after != null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts what has changed into the store; tells of incidents once they are in. */
  void store() throws IOException {
    for (String id : changedAlerts) {
      Alert alert = alerts.get(id);
      if (alert != null) {
        store.put(alert);
      }
    }
    for (String id : changedIncidents) {
      OpenIncident incident = incidents.get(id);
      if (incident != null) {
        Incident kept = incident.incident();
        News known = told.get(id);
        Incident before = known == null ? store.incident(id).orElse(null) : known.before();
        store.put(kept);
        told.put(id, new News(before, kept));
      }
    }
    changedAlerts.clear();
    changedIncidents.clear();
  }

  /** The incidents that were put since the last call, as they are now. */
  List<News> told() {
    List<News> all = List.copyOf(told.values());
    told.clear();
    return all;
  }

  /** Lets go of what was quiet longest. Everything must be in the store. */
  void spill() {
    Iterator<OpenIncident> oldest = incidents.values().iterator();
    while (incidents.size() > maxOpen) {
      OpenIncident incident = oldest.next();
      spilledIncidents = Math.max(spilledIncidents, incident.last());
      oldest.remove();
      release(incident);
      spills++;
    }
    spillAlerts();
    Iterator<Told> story = stories.values().iterator();
    while (stories.size() > MAX_STORIES) {
      spilledStories = Math.max(spilledStories, story.next().last);
      story.remove();
    }
  }

  private void spillAlerts() {
    Iterator<Alert> alert = alerts.values().iterator();
    while (lines > MAX_LINES) {
      lines -= alert.next().evidence().size();
      alert.remove();
    }
  }

  /** These are no more in the store. */
  void forget(Set<String> ids) {
    for (String id : ids) {
      OpenIncident known = incidents.remove(id);
      if (known != null) {
        release(known);
      }
      told.remove(id);
    }
    Set<String> gone = new LinkedHashSet<>();
    for (Iterator<Alert> each = alerts.values().iterator(); each.hasNext(); ) {
      Alert alert = each.next();
      if (ids.contains(alert.incident())) {
        lines -= alert.evidence().size();
        gone.add(alert.id());
        each.remove();
      }
    }
    stories.values().removeIf(story -> gone.contains(story.alert));
  }

  /** Incidents and mild alerts that were not weighed, since an alert shared something with more. */
  long unweighed() {
    return unweighed;
  }

  /** Mild alerts that no incident takes in any more, since there were too many. */
  long tooLoose() {
    return tooLoose;
  }

  /** Incidents at hand. */
  int size() {
    return incidents.size();
  }

  /** Incidents that were spilled so far. */
  long spills() {
    return spills;
  }

  /**
   * An incident that was put.
   *
   * @param before as it was told last, or null if it is new
   */
  record News(@Nullable Incident before, Incident now) {}

  /**
   * Incidents that an alert may join.
   *
   * @param left how many more there are, at least
   */
  record Candidates(List<OpenIncident> near, int left) {}

  private record Told(String alert, long last) {}

  private record Place(long last, String id) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byTime = Long.compare(last, other.last);
      return byTime != 0 ? byTime : id.compareTo(other.id);
    }
  }
}
