package org.marsad.rules.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.marsad.model.event.EventId;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Grounds;
import org.marsad.model.incident.Importance;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Parties;
import org.marsad.model.incident.Proof;
import org.marsad.model.incident.Revision;
import org.marsad.model.incident.RuleInfo;
import org.marsad.model.incident.Work;

/** Writes alerts in one line: {@code Alarm.of("r1").at(60).with("source.ip", "192.0.2.1")}. */
final class Alarm {
  static final long SECOND = 1_000_000_000L;

  /** When tests begin, in seconds since 1970. */
  static final long START = 1_773_828_000L;

  private final String rule;
  private long second = START;
  private long raised;
  private Level level = Level.MEDIUM;
  private List<String> attack = List.of();
  private final TreeSet<Entity> entities = new TreeSet<>();
  private final List<Entity> key = new ArrayList<>();
  private Importance importance = Importance.NORMAL;
  private long event;

  private Alarm(String rule) {
    this.rule = rule;
  }

  static Alarm of(String rule) {
    return new Alarm(rule);
  }

  /** Seconds after the start. */
  Alarm at(long seconds) {
    second = START + seconds;
    event = event == 0 ? seconds + 1 : event;
    return this;
  }

  /** Raised so many seconds after the start; otherwise when it happened. */
  Alarm raised(long seconds) {
    raised = START + seconds;
    return this;
  }

  Alarm event(long id) {
    event = id;
    return this;
  }

  Alarm level(Level other) {
    level = other;
    return this;
  }

  Alarm attack(String... ids) {
    attack = List.of(ids);
    return this;
  }

  Alarm importance(Importance other) {
    importance = other;
    return this;
  }

  Alarm with(String field, String value) {
    entities.add(new Entity(field, value));
    return this;
  }

  /** As above, and the rule groups by it. */
  Alarm by(String field, String value) {
    key.add(new Entity(field, value));
    return with(field, value);
  }

  Alert alert() {
    long time = second * SECOND;
    return new Alert(
        Ids.of(rule, key.toString(), Long.toString(event)),
        Revision.first(raised == 0 ? time : raised * SECOND),
        key.isEmpty() ? "" : rule + "/1/" + key,
        new RuleInfo(rule, 1, "Rule " + rule, "", "", "pack", level, attack, List.of(), List.of()),
        new Parties(key, List.copyOf(entities), importance),
        new Grounds("it held", List.of()),
        new Proof(
            time,
            time,
            time,
            List.of(new Evidence(new EventId(event), time, "", "line " + event)),
            1,
            1,
            false),
        Work.NONE,
        List.of());
  }
}
