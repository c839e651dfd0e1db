package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.marsad.model.event.EventId;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Incident;

/** Incidents as JSON. */
final class IncidentJson {
  private IncidentJson() {}

  /** What a list shows. */
  static void summary(Incident incident, JsonGenerator out) throws IOException {
    out.writeStartObject();
    head(incident, out);
    out.writeNumberField("alert_count", incident.alerts().size());
    out.writeEndObject();
  }

  /** All of it, with the search that finds its evidence. */
  static void full(Incident incident, JsonGenerator out) throws IOException {
    out.writeStartObject();
    head(incident, out);
    entities("entities", incident.entities(), out);
    out.writeArrayFieldStart("alerts");
    for (Alert alert : incident.alerts()) {
      alert(alert, out);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("joins");
    for (Incident.Join join : incident.joins()) {
      out.writeStartObject();
      out.writeStringField("alert_id", join.alertId());
      entities("shared", join.shared(), out);
      out.writeStringField("reason", join.reason());
      out.writeEndObject();
    }
    out.writeEndArray();
    List<String> ids = incident.evidence().stream().map(EventId::toString).toList();
    texts("evidence", ids, out);
    out.writeStringField("search", "event.id IN (" + String.join(", ", ids) + ")");
    out.writeEndObject();
  }

  private static void head(Incident incident, JsonGenerator out) throws IOException {
    out.writeStringField("id", incident.id());
    out.writeNumberField("revision", incident.revision());
    out.writeStringField("title", incident.title());
    out.writeStringField("severity", incident.level().toString());
    out.writeStringField("status", incident.status().toString());
    out.writeStringField("first", Nanos.format(incident.first()));
    out.writeStringField("last", Nanos.format(incident.last()));
    out.writeStringField("raised", Nanos.format(incident.raised()));
    out.writeStringField("updated", Nanos.format(incident.updated()));
    texts("attack", incident.attack(), out);
  }

  private static void alert(Alert alert, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", alert.id());
    out.writeStringField("title", alert.title());
    out.writeStringField("severity", alert.level().toString());
    out.writeObjectFieldStart("rule");
    out.writeStringField("id", alert.ruleId());
    out.writeNumberField("version", alert.ruleVersion());
    out.writeStringField("pack", alert.pack());
    out.writeStringField("author", alert.author());
    out.writeEndObject();
    texts("attack", alert.attack(), out);
    entities("key", alert.key(), out);
    entities("entities", alert.entities(), out);
    out.writeStringField("first", Nanos.format(alert.first()));
    out.writeStringField("last", Nanos.format(alert.last()));
    out.writeStringField("reason", alert.reason());
    out.writeBooleanField("late", alert.late());
    out.writeArrayFieldStart("evidence");
    for (Evidence evidence : alert.evidence()) {
      out.writeStartObject();
      out.writeStringField("id", evidence.event().toString());
      out.writeStringField("timestamp", Nanos.format(evidence.timestamp()));
      out.writeStringField("role", evidence.role());
      out.writeStringField("line", evidence.line());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeNumberField("evidence_total", alert.evidenceTotal());
    out.writeEndObject();
  }

  private static void entities(String name, List<Entity> entities, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (Entity entity : entities) {
      out.writeStartObject();
      out.writeStringField("field", entity.field());
      out.writeStringField("value", entity.value());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void texts(String name, List<String> texts, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart(name);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }
}
