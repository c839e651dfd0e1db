package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import org.marsad.model.event.EventId;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Change;
import org.marsad.model.incident.Comment;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Link;
import org.marsad.model.incident.Matched;
import org.marsad.model.incident.Participant;
import org.marsad.model.incident.Placement;
import org.marsad.model.incident.RuleCount;
import org.marsad.model.store.IncidentStore;

/** Incidents and alerts as JSON. Stateless. */
public final class IncidentJson {
  /** Entities an incident shows; the most active. */
  private static final int MAX_ENTITIES = 200;

  /** Ids of evidence in the search that an incident offers. */
  private static final int MAX_SEARCH = 1_000;

  private IncidentJson() {}

  /** What a list shows. */
  public static void summary(Incident incident, JsonGenerator out) throws IOException {
    out.writeStartObject();
    head(incident, out);
    out.writeEndObject();
  }

  /** All of it, with the first of its alerts, and the search that finds their evidence. */
  static void full(Incident incident, IncidentStore.Page<Alert> alerts, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    members(incident, out);
    out.writeArrayFieldStart("alerts");
    for (Alert alert : alerts.items()) {
      alert(alert, out);
    }
    out.writeEndArray();
    boolean more = alerts.total() > alerts.items().size();
    out.writeBooleanField("alerts_complete", !more);
    List<String> ids = evidence(alerts.items());
    texts("evidence", ids, out);
    out.writeStringField(
        "search",
        "event.id IN ("
            + String.join(", ", ids.subList(0, Math.min(ids.size(), MAX_SEARCH)))
            + ")");
    out.writeEndObject();
  }

  /** Everything that an incident says of itself. */
  public static void members(Incident incident, JsonGenerator out) throws IOException {
    head(incident, out);
    out.writeStringField("severity_reason", incident.levelReason());
    out.writeArrayFieldStart("rules");
    for (RuleCount rule : incident.rules()) {
      out.writeStartObject();
      out.writeStringField("id", rule.id());
      out.writeStringField("title", rule.title());
      out.writeStringField("severity", rule.level().toString());
      out.writeNumberField("alerts", rule.alerts());
      texts("attack", rule.attack(), out);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeArrayFieldStart("entities");
    for (Participant each :
        incident.entities().subList(0, Math.min(incident.entities().size(), MAX_ENTITIES))) {
      out.writeStartObject();
      entity(each.entity(), out);
      out.writeStringField("kind", each.entity().kind().toString());
      out.writeStringField("role", each.entity().role());
      out.writeNumberField("alerts", each.alerts());
      out.writeStringField("first", Nanos.format(each.first()));
      out.writeStringField("last", Nanos.format(each.last()));
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeNumberField("entity_total", incident.entityTotal());
    entities("split_off", incident.splitOff(), out);
    out.writeArrayFieldStart("comments");
    for (Comment comment : incident.comments()) {
      out.writeStartObject();
      out.writeStringField("at", Nanos.format(comment.at()));
      out.writeStringField("by", comment.by());
      out.writeStringField("action", comment.action());
      out.writeStringField("text", comment.text());
      out.writeEndObject();
    }
    out.writeEndArray();
    history(incident.history(), out);
  }

  private static List<String> evidence(List<Alert> alerts) {
    var ids = new LinkedHashSet<String>();
    for (Alert alert : alerts) {
      for (Evidence each : alert.evidence()) {
        ids.add(each.event().toString());
      }
    }
    return ids.stream().map(EventId::parse).sorted().map(EventId::toString).toList();
  }

  private static void head(Incident incident, JsonGenerator out) throws IOException {
    out.writeStringField("id", incident.id());
    out.writeNumberField("revision", incident.revision());
    out.writeStringField("title", incident.title());
    out.writeStringField("severity", incident.level().toString());
    out.writeNumberField("risk", incident.risk());
    out.writeStringField("status", incident.status().toString());
    out.writeStringField("classification", incident.classification().toString());
    out.writeStringField("assignee", incident.assignee());
    texts("tags", incident.tags(), out);
    out.writeStringField("first", Nanos.format(incident.first()));
    out.writeStringField("last", Nanos.format(incident.last()));
    out.writeStringField("raised", Nanos.format(incident.raised()));
    out.writeStringField("updated", Nanos.format(incident.updated()));
    time("acknowledged", incident.acknowledged(), out);
    time("closed", incident.closed(), out);
    texts("attack", incident.attack(), out);
    texts("tactics", incident.tactics(), out);
    out.writeNumberField("alert_count", incident.alerts());
    out.writeNumberField("evidence_count", incident.evidence());
    if (!incident.mergedInto().isEmpty()) {
      out.writeStringField("merged_into", incident.mergedInto());
    }
  }

  private static void time(String name, long nanos, JsonGenerator out) throws IOException {
    if (nanos != 0) {
      out.writeStringField(name, Nanos.format(nanos));
    }
  }

  static void alert(Alert alert, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", alert.id());
    out.writeNumberField("revision", alert.revision());
    out.writeStringField("title", alert.title());
    out.writeStringField("severity", alert.level().toString());
    out.writeStringField("status", alert.status().toString());
    out.writeStringField("classification", alert.classification().toString());
    texts("tags", alert.tags(), out);
    out.writeStringField("incident", alert.incident());
    out.writeObjectFieldStart("rule");
    out.writeStringField("id", alert.ruleId());
    out.writeNumberField("version", alert.ruleVersion());
    out.writeStringField("pack", alert.rule().pack());
    out.writeStringField("author", alert.rule().author());
    out.writeStringField("description", alert.rule().description());
    texts("references", alert.rule().references(), out);
    texts("tags", alert.rule().tags(), out);
    out.writeEndObject();
    texts("attack", alert.attack(), out);
    entities("key", alert.key(), out);
    entities("entities", alert.entities(), out);
    out.writeStringField("importance", alert.importance().toString());
    out.writeStringField("first", Nanos.format(alert.first()));
    out.writeStringField("last", Nanos.format(alert.last()));
    out.writeStringField("raised", Nanos.format(alert.raised()));
    out.writeStringField("reason", alert.reason());
    out.writeArrayFieldStart("matched");
    for (Matched each : alert.matched()) {
      out.writeStartObject();
      out.writeStringField("selection", each.selection());
      out.writeStringField("field", each.field());
      out.writeStringField("test", each.test());
      out.writeStringField("value", each.value());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeBooleanField("late", alert.late());
    out.writeNumberField("repeats", alert.repeats());
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
    out.writeArrayFieldStart("placements");
    for (Placement each : alert.placements()) {
      placement(each, out);
    }
    out.writeEndArray();
    history(alert.history(), out);
    out.writeEndObject();
  }

  private static void placement(Placement placement, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("incident", placement.incident());
    out.writeStringField("at", Nanos.format(placement.at()));
    out.writeStringField("by", placement.by());
    out.writeStringField("action", placement.action());
    out.writeNumberField("score", placement.score());
    out.writeNumberField("needed", placement.needed());
    out.writeArrayFieldStart("links");
    for (Link link : placement.links()) {
      out.writeStartObject();
      entity(link.entity(), out);
      out.writeNumberField("weight", link.weight());
      out.writeStringField("why", link.why());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeStringField("reason", placement.reason());
    out.writeEndObject();
  }

  private static void history(List<Change> history, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("history");
    for (Change change : history) {
      out.writeStartObject();
      out.writeStringField("at", Nanos.format(change.at()));
      out.writeStringField("by", change.by());
      out.writeStringField("action", change.action());
      out.writeStringField("what", change.what());
      out.writeStringField("from", change.from());
      out.writeStringField("to", change.to());
      out.writeStringField("why", change.why());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void entities(String name, List<Entity> entities, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (Entity entity : entities) {
      out.writeStartObject();
      entity(entity, out);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void entity(Entity entity, JsonGenerator out) throws IOException {
    out.writeStringField("field", entity.field());
    out.writeStringField("value", entity.value());
  }

  static void texts(String name, List<String> texts, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart(name);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }
}
