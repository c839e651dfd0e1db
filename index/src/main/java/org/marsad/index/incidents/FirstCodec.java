package org.marsad.index.incidents;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Classification;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Grounds;
import org.marsad.model.incident.Importance;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Link;
import org.marsad.model.incident.Participant;
import org.marsad.model.incident.Parties;
import org.marsad.model.incident.Placement;
import org.marsad.model.incident.Proof;
import org.marsad.model.incident.Revision;
import org.marsad.model.incident.RuleCount;
import org.marsad.model.incident.RuleInfo;
import org.marsad.model.incident.Status;
import org.marsad.model.incident.Work;

/**
 * Reads incidents of version 1, which had their alerts in them, as what they are today. Stateless.
 *
 * @param incident the incident
 * @param alerts its alerts, each placed in it
 */
record FirstCodec(Incident incident, List<Alert> alerts) {
  private static final int VERSION = 1;

  FirstCodec {
    alerts = List.copyOf(alerts);
  }

  static FirstCodec decode(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("a stored incident has version " + version + ", expecting " + VERSION);
    }
    String id = Wire.text(in);
    long revision = in.readLong();
    String title = Wire.text(in);
    Level level = Wire.word(in, Level.class);
    Status status = Wire.word(in, Status.class);
    long first = in.readLong();
    long last = in.readLong();
    long raised = in.readLong();
    long updated = in.readLong();
    Wire.list(in, IncidentCodec::entity);
    List<String> attack = Wire.list(in, Wire::text);
    List<Alert> alerts = Wire.list(in, FirstCodec::alert);
    List<Joined> joins = Wire.list(in, FirstCodec::joined);
    var placed = new ArrayList<Alert>();
    var participants = new LinkedHashMap<Entity, Participant>();
    var rules = new LinkedHashMap<String, RuleCount>();
    long evidence = 0;
    for (int i = 0; i < alerts.size(); i++) {
      Alert alert = alerts.get(i);
      placed.add(placed(alert, id, raised, i == 0 ? null : joins.get(i - 1)));
      alert.entities().forEach(entity -> count(participants, entity, alert));
      count(rules, alert.rule());
      evidence += alert.evidenceTotal();
    }
    var incident =
        new Incident(
            id,
            revision,
            0,
            title,
            false,
            level,
            false,
            "the worst of its rules",
            0,
            status,
            Classification.NONE,
            "",
            List.of(),
            first,
            last,
            raised,
            updated,
            0,
            0,
            List.copyOf(participants.values()),
            participants.size(),
            attack,
            attack.stream().filter(each -> each.startsWith("TA")).toList(),
            List.copyOf(rules.values()),
            alerts.size(),
            evidence,
            List.of(),
            "",
            List.of(),
            List.of());
    return new FirstCodec(incident, placed);
  }

  private static Alert placed(Alert alert, String incident, long at, @Nullable Joined join) {
    List<Link> links =
        join == null
            ? List.of()
            : join.shared.stream().map(entity -> new Link(entity, 0, "shared")).toList();
    String reason = join == null ? "it opened the incident" : join.reason;
    return alert.placed(new Placement(incident, at, Placement.RULES, "", 0, 0, links, reason));
  }

  private static void count(Map<Entity, Participant> into, Entity entity, Alert alert) {
    into.merge(
        entity,
        new Participant(entity, 1, alert.first(), alert.last(), Importance.NORMAL),
        (a, b) ->
            new Participant(
                entity,
                a.alerts() + 1,
                Math.min(a.first(), b.first()),
                Math.max(a.last(), b.last()),
                Importance.NORMAL));
  }

  private static void count(Map<String, RuleCount> into, RuleInfo rule) {
    into.merge(
        rule.id(),
        new RuleCount(rule.id(), rule.title(), rule.level(), 1, rule.attack()),
        (a, b) -> new RuleCount(a.id(), a.title(), a.level(), a.alerts() + 1, a.attack()));
  }

  private static Alert alert(DataInputStream in) throws IOException {
    String id = Wire.text(in);
    String ruleId = Wire.text(in);
    int version = in.readInt();
    String title = Wire.text(in);
    String author = Wire.text(in);
    String pack = Wire.text(in);
    Level level = Wire.word(in, Level.class);
    List<String> attack = Wire.list(in, Wire::text);
    List<Entity> key = Wire.list(in, IncidentCodec::entity);
    List<Entity> entities = Wire.list(in, IncidentCodec::entity);
    long first = in.readLong();
    long last = in.readLong();
    String reason = Wire.text(in);
    List<Evidence> evidence = Wire.list(in, IncidentCodec::evidence);
    long total = in.readLong();
    return new Alert(
        id,
        Revision.first(last),
        key.isEmpty() ? "" : ruleId + "/" + version + "/" + key,
        new RuleInfo(ruleId, version, title, "", author, pack, level, attack, List.of(), List.of()),
        new Parties(key, entities, Importance.NORMAL),
        new Grounds(reason, List.of()),
        new Proof(first, last, last, evidence, total, 1, in.readBoolean()),
        Work.NONE,
        List.of());
  }

  private static Joined joined(DataInputStream in) throws IOException {
    Wire.text(in);
    return new Joined(Wire.list(in, IncidentCodec::entity), Wire.text(in));
  }

  private record Joined(List<Entity> shared, String reason) {}
}
