package org.marsad.model.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.event.ValueKind;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Comment;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.EntityKind;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Matched;
import org.marsad.model.incident.Participant;
import org.marsad.model.incident.Placement;
import org.marsad.model.incident.RuleCount;
import org.marsad.model.incident.RuleInfo;

/**
 * Incidents and alerts as rows of a batch, so that the language of search can be asked about them.
 * Their entities stand under the fields they came from, {@code @timestamp} is their last evidence.
 */
public final class IncidentRow {
  private static final Origin ORIGIN = Origin.of("incidents", Transport.INTERNAL, "");

  private static final List<String> NAMES =
      List.of(
          "alert.action",
          "alert.classification",
          "alert.event.id",
          "alert.evidence_total",
          "alert.first",
          "alert.id",
          "alert.last",
          "alert.late",
          "alert.matched.field",
          "alert.matched.value",
          "alert.raised",
          "alert.reason",
          "alert.repeats",
          "alert.severity",
          "alert.severity_code",
          "alert.status",
          "alert.tag",
          "incident.alerts",
          "incident.assignee",
          "incident.classification",
          "incident.closed",
          "incident.comment",
          "incident.first",
          "incident.id",
          "incident.last",
          "incident.merged_into",
          "incident.raised",
          "incident.risk",
          "incident.severity",
          "incident.severity_code",
          "incident.status",
          "incident.tag",
          "incident.title",
          "incident.updated",
          "rule.author",
          "rule.id",
          "rule.name",
          "rule.ruleset",
          "rule.tag",
          "rule.version",
          "threat.tactic.id",
          "threat.technique.id");

  private IncidentRow() {}

  /** Makes the names of all fields known, so that queries can be asked before a row was made. */
  public static void learn(Schema schema) {
    NAMES.forEach(schema::id);
    EntityKind.fields().forEach(schema::id);
  }

  /** An incident: fields under {@code incident.}, and those of its rules and entities. */
  public static EventBatch of(Incident incident, Schema schema) {
    EventBatch.Builder row = begin(schema, incident.updated(), incident.last());
    row.add("event.kind", "incident");
    row.add("incident.id", incident.id());
    row.add("incident.title", incident.title());
    row.add("incident.severity", incident.level().toString());
    number(row, "incident.severity_code", incident.level().code());
    number(row, "incident.risk", incident.risk());
    row.add("incident.status", incident.status().toString());
    row.add("incident.classification", incident.classification().toString());
    add(row, "incident.assignee", incident.assignee());
    incident.tags().forEach(tag -> row.add("incident.tag", tag));
    row.add("incident.first", Nanos.format(incident.first()));
    row.add("incident.last", Nanos.format(incident.last()));
    row.add("incident.raised", Nanos.format(incident.raised()));
    row.add("incident.updated", Nanos.format(incident.updated()));
    if (incident.closed() != 0) {
      row.add("incident.closed", Nanos.format(incident.closed()));
    }
    number(row, "incident.alerts", incident.alerts());
    add(row, "incident.merged_into", incident.mergedInto());
    row.add("message", incident.title());
    for (RuleCount rule : incident.rules()) {
      row.add("rule.id", rule.id());
      row.add("rule.name", rule.title());
    }
    incident.attack().forEach(id -> row.add("threat.technique.id", id));
    incident.tactics().forEach(id -> row.add("threat.tactic.id", id));
    for (Participant participant : incident.entities()) {
      add(row, participant.entity().field(), participant.entity().value());
    }
    for (Comment comment : incident.comments()) {
      add(row, "incident.comment", comment.text());
    }
    return row.end().build();
  }

  /** An alert: fields under {@code alert.} and {@code rule.}, and its entities. */
  public static EventBatch of(Alert alert, Schema schema) {
    EventBatch.Builder row = begin(schema, alert.updated(), alert.last());
    RuleInfo rule = alert.rule();
    row.add("event.kind", "alert");
    row.add("alert.id", alert.id());
    row.add("alert.severity", rule.level().toString());
    number(row, "alert.severity_code", rule.level().code());
    row.add("alert.status", alert.status().toString());
    row.add("alert.classification", alert.classification().toString());
    alert.tags().forEach(tag -> row.add("alert.tag", tag));
    row.add("alert.first", Nanos.format(alert.first()));
    row.add("alert.last", Nanos.format(alert.last()));
    row.add("alert.raised", Nanos.format(alert.raised()));
    number(row, "alert.repeats", alert.repeats());
    number(row, "alert.evidence_total", alert.evidenceTotal());
    row.add("alert.late", Boolean.toString(alert.late()));
    add(row, "alert.reason", alert.reason());
    row.add("message", rule.title());
    row.add("rule.id", rule.id());
    row.add("rule.name", rule.title());
    number(row, "rule.version", rule.version());
    add(row, "rule.author", rule.author());
    add(row, "rule.ruleset", rule.pack());
    rule.tags().forEach(tag -> row.add("rule.tag", tag));
    for (String id : rule.attack()) {
      row.add(id.startsWith("TA") ? "threat.tactic.id" : "threat.technique.id", id);
    }
    add(row, "incident.id", alert.incident());
    for (Placement placement : alert.placements()) {
      add(row, "alert.action", placement.action());
    }
    for (Matched matched : alert.matched()) {
      add(row, "alert.matched.field", matched.field());
      add(row, "alert.matched.value", matched.value());
    }
    for (Entity entity : alert.entities()) {
      add(row, entity.field(), entity.value());
    }
    for (Evidence evidence : alert.evidence()) {
      row.add("alert.event.id", evidence.event().toString());
    }
    return row.end().build();
  }

  private static EventBatch.Builder begin(Schema schema, long received, long timestamp) {
    return EventBatch.single(schema).begin(0, received, ORIGIN, 0, 0).timestamp(timestamp);
  }

  private static void add(EventBatch.Builder row, String name, String value) {
    if (!value.isEmpty()) {
      row.add(name, value);
    }
  }

  private static void number(EventBatch.Builder row, String name, long value) {
    int field = row.schema().id(name);
    if (field == Schema.NONE) {
      row.add(name, Long.toString(value));
      return;
    }
    byte[] text = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    row.add(field, ValueKind.NUMBER, row.append(text, 0, text.length), text.length);
  }
}
