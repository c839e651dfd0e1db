package org.marsad.rules.incident;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.TreeSet;
import org.marsad.model.event.EventId;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Parties;
import org.marsad.model.incident.Proof;

/** Alerts that are one thing going on, put together. Stateless. */
final class Stories {
  /** Entities an alert names at most, however long it goes on. */
  static final int MAX_ENTITIES = 200;

  private Stories() {}

  /** The alert that was told, with what a further one of its story adds. */
  static Alert merged(Alert known, Alert more, long clock) {
    var evidence = new ArrayList<>(known.evidence());
    var ids = new HashSet<EventId>();
    evidence.forEach(each -> ids.add(each.event()));
    long total = known.evidenceTotal() + more.evidenceTotal();
    for (Evidence each : more.evidence()) {
      if (!ids.add(each.event())) {
        total--;
      } else if (evidence.size() < Alerts.MAX_EVIDENCE) {
        evidence.add(each);
      }
    }
    var entities = new TreeSet<>(known.entities());
    for (Entity entity : more.entities()) {
      if (entities.size() < MAX_ENTITIES) {
        entities.add(entity);
      }
    }
    var tags = new TreeSet<>(known.tags());
    tags.addAll(more.tags());
    return known.grown(
        new Parties(
            known.key(), new ArrayList<>(entities), known.importance().max(more.importance())),
        new Proof(
            Math.min(known.first(), more.first()),
            Math.max(known.last(), more.last()),
            known.raised(),
            evidence,
            total,
            known.repeats() + more.repeats(),
            known.late() || more.late()),
        new ArrayList<>(tags),
        clock);
  }
}
