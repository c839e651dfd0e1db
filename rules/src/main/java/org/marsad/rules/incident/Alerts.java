package org.marsad.rules.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventId;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.model.incident.Grounds;
import org.marsad.model.incident.Importance;
import org.marsad.model.incident.Matched;
import org.marsad.model.incident.Parties;
import org.marsad.model.incident.Proof;
import org.marsad.model.incident.Revision;
import org.marsad.model.incident.RuleInfo;
import org.marsad.model.incident.Work;
import org.marsad.rules.correlate.Finding;
import org.marsad.rules.correlate.api.Derived;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;

/** Makes alerts of what detections and correlations found. Stateless. */
final class Alerts {
  /** Events an alert names at most; the number of all is kept beside them. */
  static final int MAX_EVIDENCE = 50;

  /** Fields whose values are entities. */
  private static final List<String> ENTITY_FIELDS =
      List.of(
          "source.ip",
          "source.address",
          "user.name",
          "user.effective.name",
          "host.name",
          "destination.ip",
          "process.entity_id",
          "process.parent.entity_id",
          "file.hash.sha256",
          "file.hash.sha1",
          "file.hash.md5",
          "process.hash.sha256");

  /** Fields in which enrichment from asset and identity lists says how important one is. */
  static final List<String> IMPORTANCE_FIELDS =
      List.of(
          "host.asset.criticality",
          "user.asset.criticality",
          "source.asset.criticality",
          "destination.asset.criticality");

  private Alerts() {}

  /** A detection held for one event. */
  static Alert of(Rule.Single rule, Signal signal, boolean late, long clock) {
    var key = new ArrayList<Entity>();
    for (String field : rule.key()) {
      String value = signal.field(field);
      if (value != null) {
        key.add(new Entity(field, value));
      }
    }
    return make(
        rule.meta(),
        key,
        List.of(evidence(signal, "")),
        1,
        entities(List.of(signal)),
        importance(List.of(signal)),
        rule.reason(),
        List.of(),
        late,
        clock);
  }

  /** A correlation held. */
  static Alert of(Finding finding, boolean late, long clock) {
    Map<Long, Evidence> evidence = new TreeMap<>();
    var signals = new ArrayList<Signal>();
    var reason = new StringJoiner("; then ");
    var matched = new ArrayList<Matched>();
    for (Happening fact : finding.facts()) {
      for (Signal signal : fact.evidence()) {
        if (evidence.putIfAbsent(signal.id(), evidence(signal, fact.role())) == null) {
          signals.add(signal);
        }
      }
      String told = tell(fact);
      reason.add(told);
      if (matched.size() < Reasons.MAX) {
        matched.add(new Matched(fact.role(), "", "a fact of " + finding.rule().name(), told));
      }
    }
    signals.sort(null);
    var ordered = new ArrayList<Evidence>();
    signals.forEach(
        signal -> {
          Evidence each = evidence.get(signal.id());
          if (each != null) {
            ordered.add(each);
          }
        });
    Set<Entity> entities = entities(signals);
    List<Entity> key =
        entities.stream().filter(entity -> entity.value().equals(finding.key())).limit(1).toList();
    return make(
        finding.rule().meta(),
        key.isEmpty() ? List.of(new Entity("key", finding.key())) : key,
        ordered,
        ordered.size(),
        entities,
        importance(signals),
        reason.toString(),
        matched,
        late,
        clock);
  }

  private static String tell(Happening fact) {
    if (fact instanceof Derived derived) {
      return derived.tell();
    }
    Signal last = fact.evidence().getLast();
    var words = new StringBuilder(fact.role());
    append(words, " of ", last.field("user.name"));
    append(words, " as ", last.field("user.effective.name"));
    append(words, " on ", last.field("host.name"));
    append(words, " from ", last.field("source.ip"));
    append(words, ": ", last.field("process.command_line"));
    return words.toString();
  }

  private static void append(StringBuilder words, String before, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      words.append(before).append(value);
    }
  }

  static Alert make(
      Rule.Meta meta,
      List<Entity> key,
      List<Evidence> evidence,
      long total,
      Set<Entity> entities,
      Importance importance,
      String reason,
      List<Matched> matched,
      boolean late,
      long clock) {
    long first = evidence.stream().mapToLong(Evidence::timestamp).min().orElse(0);
    long last = evidence.stream().mapToLong(Evidence::timestamp).max().orElse(0);
    String keys = key.toString();
    String id =
        Ids.of(
            meta.id(),
            Integer.toString(meta.version()),
            keys,
            Long.toString(evidence.getFirst().timestamp()),
            Long.toString(evidence.getLast().timestamp()),
            evidence.size() == 1 ? evidence.getFirst().line() : "");
    return new Alert(
        id,
        Revision.first(clock),
        key.isEmpty() ? "" : meta.id() + "/" + meta.version() + "/" + keys,
        new RuleInfo(
            meta.id(),
            meta.version(),
            meta.title(),
            meta.description(),
            meta.author(),
            meta.pack(),
            meta.level(),
            meta.attack(),
            meta.references(),
            meta.tags()),
        new Parties(key, List.copyOf(entities), importance),
        new Grounds(reason, matched),
        new Proof(
            first,
            last,
            clock,
            evidence.subList(0, Math.min(evidence.size(), MAX_EVIDENCE)),
            total,
            1,
            late),
        Work.NONE,
        List.of());
  }

  private static Evidence evidence(Signal signal, String role) {
    return new Evidence(new EventId(signal.id()), signal.time(), role, signal.line());
  }

  /** What asset lists say of the most important of those who took part. */
  static Importance importance(List<Signal> signals) {
    Importance most = Importance.LOW;
    boolean told = false;
    for (Signal signal : signals) {
      for (String field : IMPORTANCE_FIELDS) {
        String value = signal.field(field);
        if (value != null && !value.isEmpty()) {
          most = most.max(Importance.parse(value));
          told = true;
        }
      }
    }
    return told ? most : Importance.NORMAL;
  }

  static Set<Entity> entities(List<Signal> signals) {
    var entities = new TreeSet<Entity>();
    for (Signal signal : signals) {
      for (String field : ENTITY_FIELDS) {
        String value = signal.field(field);
        if (value != null && !value.isEmpty()) {
          entities.add(new Entity(field, value));
        }
      }
    }
    return entities;
  }
}
