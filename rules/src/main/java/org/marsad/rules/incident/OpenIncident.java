package org.marsad.rules.incident;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.marsad.model.event.EventId;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Status;
import org.marsad.rules.signal.Texts;

/** An incident that alerts may still join. One thread. */
final class OpenIncident {
  private final String id;
  private final long raised;
  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final List<Incident.Join> joins = new ArrayList<>();
  private final TreeSet<Entity> entities = new TreeSet<>();
  private long revision;
  private long updated;

  /** Opened by its first alert. */
  OpenIncident(Alert first, long clock) {
    this(Ids.of("incident", first.id()), clock);
    take(first, clock);
  }

  private OpenIncident(String id, long raised) {
    this.id = id;
    this.raised = raised;
  }

  String id() {
    return id;
  }

  boolean has(String alertId) {
    return alerts.containsKey(alertId);
  }

  Set<Entity> entities() {
    return entities;
  }

  long first() {
    return alerts.values().stream().mapToLong(Alert::first).min().orElse(0);
  }

  long last() {
    return alerts.values().stream().mapToLong(Alert::last).max().orElse(0);
  }

  /** Takes an alert that belongs to it. */
  void join(Alert alert, List<Entity> shared, String reason, long clock) {
    joins.add(new Incident.Join(alert.id(), shared, reason));
    take(alert, clock);
  }

  private void take(Alert alert, long clock) {
    alerts.put(alert.id(), alert);
    entities.addAll(alert.entities());
    revision++;
    updated = clock;
  }

  /** Adds the evidence to an alert of the same rule and key, if there is one already. */
  boolean fold(Alert alert, long clock) {
    for (Alert known : alerts.values()) {
      boolean same =
          known.ruleId().equals(alert.ruleId())
              && known.ruleVersion() == alert.ruleVersion()
              && known.key().equals(alert.key())
              && !alert.key().isEmpty();
      if (same) {
        alerts.put(known.id(), merged(known, alert));
        entities.addAll(alert.entities());
        revision++;
        updated = clock;
        return true;
      }
    }
    return false;
  }

  private static Alert merged(Alert known, Alert more) {
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
    entities.addAll(more.entities());
    return new Alert(
        known.id(),
        known.ruleId(),
        known.ruleVersion(),
        known.title(),
        known.author(),
        known.pack(),
        known.level(),
        known.attack(),
        known.key(),
        List.copyOf(entities),
        Math.min(known.first(), more.first()),
        Math.max(known.last(), more.last()),
        known.reason(),
        evidence,
        total,
        known.late() || more.late());
  }

  Incident incident() {
    Alert worst = alerts.values().iterator().next();
    var attack = new TreeSet<String>();
    for (Alert alert : alerts.values()) {
      worst = alert.level().compareTo(worst.level()) > 0 ? alert : worst;
      attack.addAll(alert.attack());
    }
    return new Incident(
        id,
        revision,
        title(worst),
        worst.level(),
        Status.NEW,
        first(),
        last(),
        raised,
        updated,
        List.copyOf(entities),
        List.copyOf(attack),
        List.copyOf(alerts.values()),
        joins);
  }

  /** The worst rule, from where, and on what. */
  private static String title(Alert alert) {
    var title = new StringBuilder(alert.title());
    append(title, " from ", alert, "source.ip");
    append(title, " on ", alert, "host.name");
    return title.toString();
  }

  private static void append(StringBuilder title, String before, Alert alert, String field) {
    List<String> values =
        alert.entities().stream()
            .filter(entity -> entity.field().equals(field))
            .map(Entity::value)
            .toList();
    if (!values.isEmpty()) {
      title.append(before).append(values.getFirst());
      title.append(values.size() > 1 ? " and " + (values.size() - 1) + " more" : "");
    }
  }

  /** For checkpoints. */
  void write(DataOutput out) throws IOException {
    Texts.write(out, id);
    out.writeLong(raised);
    out.writeLong(revision);
    out.writeLong(updated);
    out.writeInt(alerts.size());
    for (Alert alert : alerts.values()) {
      write(out, alert);
    }
    for (Incident.Join join : joins) {
      Texts.write(out, join.alertId());
      write(out, join.shared());
      Texts.write(out, join.reason());
    }
  }

  /** Reads what {@link #write(DataOutput)} wrote. */
  static OpenIncident read(DataInput in) throws IOException {
    var incident = new OpenIncident(Texts.read(in), in.readLong());
    incident.revision = in.readLong();
    incident.updated = in.readLong();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      Alert alert = readAlert(in);
      incident.alerts.put(alert.id(), alert);
      incident.entities.addAll(alert.entities());
    }
    for (int i = 1; i < count; i++) {
      incident.joins.add(new Incident.Join(Texts.read(in), readEntities(in), Texts.read(in)));
    }
    return incident;
  }

  private static void write(DataOutput out, Alert alert) throws IOException {
    Texts.write(out, alert.id());
    Texts.write(out, alert.ruleId());
    out.writeInt(alert.ruleVersion());
    Texts.write(out, alert.title());
    Texts.write(out, alert.author());
    Texts.write(out, alert.pack());
    Texts.write(out, alert.level().name());
    Texts.write(out, String.join(",", alert.attack()));
    write(out, alert.key());
    write(out, alert.entities());
    out.writeLong(alert.first());
    out.writeLong(alert.last());
    Texts.write(out, alert.reason());
    out.writeInt(alert.evidence().size());
    for (Evidence evidence : alert.evidence()) {
      out.writeLong(evidence.event().value());
      out.writeLong(evidence.timestamp());
      Texts.write(out, evidence.role());
      Texts.write(out, evidence.line());
    }
    out.writeLong(alert.evidenceTotal());
    out.writeBoolean(alert.late());
  }

  private static Alert readAlert(DataInput in) throws IOException {
    String id = Texts.read(in);
    String ruleId = Texts.read(in);
    int version = in.readInt();
    String title = Texts.read(in);
    String author = Texts.read(in);
    String pack = Texts.read(in);
    Level level = Level.valueOf(Texts.read(in));
    String attack = Texts.read(in);
    List<Entity> key = readEntities(in);
    List<Entity> entities = readEntities(in);
    long first = in.readLong();
    long last = in.readLong();
    String reason = Texts.read(in);
    var evidence = new ArrayList<Evidence>();
    for (int left = in.readInt(); left > 0; left--) {
      evidence.add(
          new Evidence(new EventId(in.readLong()), in.readLong(), Texts.read(in), Texts.read(in)));
    }
    return new Alert(
        id,
        ruleId,
        version,
        title,
        author,
        pack,
        level,
        attack.isEmpty() ? List.of() : List.of(attack.split(",", -1)),
        key,
        entities,
        first,
        last,
        reason,
        evidence,
        in.readLong(),
        in.readBoolean());
  }

  private static void write(DataOutput out, List<Entity> entities) throws IOException {
    out.writeInt(entities.size());
    for (Entity entity : entities) {
      Texts.write(out, entity.field());
      Texts.write(out, entity.value());
    }
  }

  private static List<Entity> readEntities(DataInput in) throws IOException {
    var entities = new ArrayList<Entity>();
    for (int left = in.readInt(); left > 0; left--) {
      entities.add(new Entity(Texts.read(in), Texts.read(in)));
    }
    return entities;
  }
}
