package org.marsad.index.incidents;

import org.marsad.model.event.EventBatch;
import org.marsad.model.event.EventId;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Incident;

/** An incident as a row of a batch, so that the language of search can be asked about it. */
final class IncidentEvent {
  private static final Origin ORIGIN = Origin.of("incidents", Transport.INTERNAL, "");

  private IncidentEvent() {}

  static EventBatch of(Incident incident, Schema schema) {
    EventBatch.Builder row = EventBatch.builder(schema);
    row.begin(0, incident.updated(), ORIGIN, 0, 0).timestamp(incident.last());
    row.add("incident.id", incident.id());
    row.add("incident.title", incident.title());
    row.add("incident.severity", incident.level().toString());
    row.add("incident.status", incident.status().toString());
    row.add("message", incident.title());
    for (String technique : incident.attack()) {
      row.add("threat.technique.id", technique);
    }
    for (Alert alert : incident.alerts()) {
      row.add("rule.id", alert.ruleId());
      row.add("rule.name", alert.title());
    }
    for (Entity entity : incident.entities()) {
      row.add(entity.field(), entity.value());
    }
    for (EventId event : incident.evidence()) {
      row.add("incident.event.id", event.toString());
    }
    return row.end().build();
  }
}
