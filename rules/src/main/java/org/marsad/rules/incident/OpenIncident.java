package org.marsad.rules.incident;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Change;
import org.marsad.model.incident.Classification;
import org.marsad.model.incident.Comment;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Importance;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Participant;
import org.marsad.model.incident.RuleCount;
import org.marsad.model.incident.Status;
import org.marsad.rules.pack.Tactics;

/** An incident that is being worked on; its alerts are kept elsewhere. One thread. */
final class OpenIncident {
  /** Entities that are kept; past it the one that was quiet longest is forgotten. */
  static final int MAX_ENTITIES = 5_000;

  private static final int CRITICAL_RISK = 200;

  private static final Comparator<Participant> MOST_ACTIVE =
      Comparator.comparingLong(Participant::alerts)
          .reversed()
          .thenComparingLong(Participant::first)
          .thenComparing(Participant::entity);

  private static final Comparator<RuleCount> WORST =
      Comparator.comparing(RuleCount::level)
          .reversed()
          .thenComparing(Comparator.comparingLong(RuleCount::alerts).reversed())
          .thenComparing(RuleCount::id);

  final String id;
  private final long raised;
  private final Map<String, Participant> participants = new LinkedHashMap<>();
  private final Leads leads = new Leads();

  /** The participants by when they were seen; null until there were too many. */
  private @Nullable TreeSet<Quiet> byQuiet;

  private final Map<String, RuleCount> rules = new LinkedHashMap<>();
  private final Map<String, Entity> splitOff = new LinkedHashMap<>();
  private final List<Comment> comments = new ArrayList<>();
  private final List<Change> history = new ArrayList<>();
  private final Set<String> tags = new TreeSet<>();
  private final Set<String> attack = new TreeSet<>();
  private List<String> tactics = List.of();
  private long revision;
  private long edited;
  private @Nullable String title;
  private @Nullable Level level;
  private Status status = Status.NEW;
  private Classification classification = Classification.NONE;
  private String assignee = "";
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long updated;
  private long acknowledged;
  private long closed;
  private long entityTotal;
  private int forgotten;
  private long alerts;
  private long evidence;
  private String mergedInto = "";

  /** One without alerts. */
  OpenIncident(String id, long clock) {
    this.id = id;
    this.raised = clock;
    this.updated = clock;
  }

  /** As it was kept. */
  static OpenIncident of(Incident kept) {
    var incident = new OpenIncident(kept.id(), kept.raised());
    for (Participant each : kept.entities()) {
      incident.participants.put(Weights.key(each.entity()), each);
    }
    kept.rules().forEach(rule -> incident.rules.put(rule.id(), rule));
    kept.splitOff().forEach(each -> incident.splitOff.put(Weights.key(each), each));
    incident.comments.addAll(kept.comments());
    incident.history.addAll(kept.history());
    incident.tags.addAll(kept.tags());
    incident.attack.addAll(kept.attack());
    incident.tactics = kept.tactics();
    incident.revision = kept.revision();
    incident.edited = kept.edited();
    incident.title = kept.titled() ? kept.title() : null;
    incident.level = kept.levelled() ? kept.level() : null;
    incident.status = kept.status();
    incident.classification = kept.classification();
    incident.assignee = kept.assignee();
    incident.first = kept.first();
    incident.last = kept.last();
    incident.updated = kept.updated();
    incident.acknowledged = kept.acknowledged();
    incident.closed = kept.closed();
    incident.entityTotal = kept.entityTotal();
    incident.alerts = kept.alerts();
    incident.evidence = kept.evidence();
    incident.mergedInto = kept.mergedInto();
    return incident;
  }

  long revision() {
    return revision;
  }

  /** The revision of the last change of what people decide. */
  long edited() {
    return edited;
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  long closed() {
    return closed;
  }

  Status status() {
    return status;
  }

  Classification classification() {
    return classification;
  }

  String mergedInto() {
    return mergedInto;
  }

  List<String> tactics() {
    return tactics;
  }

  boolean hasRule(String rule) {
    return rules.containsKey(rule);
  }

  long alerts() {
    return alerts;
  }

  /**
   * Its entities lead to it from now on.
   *
   * @param more told those that do not yet
   * @param fewer told those that did, and do no more
   */
  void lead(Consumer<String> more, Consumer<String> fewer) {
    leads.tell(participants.keySet(), more, fewer);
  }

  /** Nothing leads to it any more. */
  void leadNoMore(Consumer<String> fewer) {
    leads.end(participants.keySet(), fewer);
  }

  @Nullable Participant participant(String key) {
    return participants.get(key);
  }

  /** Whether somebody said that the entity belongs elsewhere. */
  boolean isSplitOff(String key) {
    return splitOff.containsKey(key);
  }

  /** One more alert belongs to it. */
  void take(Alert alert, long clock) {
    count(alert);
    touched(clock);
  }

  private void count(Alert alert) {
    alerts++;
    evidence += alert.evidenceTotal();
    first = Math.min(first, alert.first());
    last = Math.max(last, alert.last());
    rules.merge(
        alert.ruleId(),
        new RuleCount(alert.ruleId(), alert.title(), alert.level(), 1, alert.attack()),
        (a, b) ->
            new RuleCount(a.id(), b.title(), a.level().max(b.level()), a.alerts() + 1, b.attack()));
    if (attack.addAll(alert.attack())) {
      tactics = Tactics.of(attack);
    }
    alert.entities().forEach(entity -> count(entity, alert, 1));
  }

  /** An alert of it goes on: the rule held again. */
  void goesOn(Alert more, long newEvidence, long clock) {
    evidence += newEvidence;
    first = Math.min(first, more.first());
    last = Math.max(last, more.last());
    more.entities().forEach(entity -> count(entity, more, 0));
    touched(clock);
  }

  private void count(Entity entity, Alert alert, int more) {
    String key = Weights.key(entity);
    Participant known = participants.get(key);
    if (known == null) {
      entityTotal++;
      put(key, new Participant(entity, 1, alert.first(), alert.last(), alert.importance()));
      leads.add(key);
      forgetQuietest();
    } else {
      put(
          key,
          new Participant(
              known.entity(),
              known.alerts() + more,
              Math.min(known.first(), alert.first()),
              Math.max(known.last(), alert.last()),
              known.importance().max(alert.importance())));
    }
  }

  private void put(String key, Participant now) {
    Participant before = participants.put(key, now);
    TreeSet<Quiet> order = byQuiet;
    if (order != null && (before == null || before.last() != now.last())) {
      if (before != null) {
        order.remove(new Quiet(before.last(), key));
      }
      order.add(new Quiet(now.last(), key));
    }
  }

  private void forgetQuietest() {
    if (participants.size() <= MAX_ENTITIES) {
      return;
    }
    TreeSet<Quiet> order = byQuiet;
    if (order == null) {
      order = new TreeSet<>();
      for (Map.Entry<String, Participant> each : participants.entrySet()) {
        order.add(new Quiet(each.getValue().last(), each.getKey()));
      }
      byQuiet = order;
    }
    Quiet quietest = order.removeFirst();
    participants.remove(quietest.key);
    leads.remove(quietest.key);
    forgotten++;
  }

  /** Entities that were forgotten since the last call, since there were too many. */
  int takeForgotten() {
    int count = forgotten;
    forgotten = 0;
    return count;
  }

  /** Counts anew from all of its alerts, after some came or went by hand. */
  void recountFrom(Consumer<Consumer<Alert>> all) {
    participants.clear();
    byQuiet = null;
    rules.clear();
    attack.clear();
    tactics = List.of();
    first = Long.MAX_VALUE;
    last = Long.MIN_VALUE;
    entityTotal = 0;
    alerts = 0;
    evidence = 0;
    all.accept(this::count);
    if (alerts == 0) {
      first = raised;
      last = raised;
    }
  }

  /** These entities do not lead alerts here any more. */
  void splitOff(Collection<Entity> entities) {
    entities.forEach(entity -> splitOff.put(Weights.key(entity), entity));
  }

  /** These entities may lead alerts here again. */
  void forgive(Collection<Entity> entities) {
    entities.forEach(entity -> splitOff.remove(Weights.key(entity)));
  }

  /** Its alerts are elsewhere now. */
  void mergeInto(String other, Change change) {
    mergedInto = other;
    status(Status.MERGED, change);
  }

  /** Its alerts are here again. */
  void unmerge(Change change) {
    mergedInto = "";
    status(
        closed != 0 ? Status.CLOSED : acknowledged != 0 ? Status.IN_PROGRESS : Status.NEW, change);
  }

  void status(Status next, Change change) {
    status = next;
    if (next == Status.CLOSED) {
      closed = change.at();
    } else if (next != Status.MERGED) {
      closed = 0;
    }
    if (next == Status.IN_PROGRESS && acknowledged == 0) {
      acknowledged = change.at();
    }
    changed(change);
  }

  void classification(Classification next, Change change) {
    classification = next;
    changed(change);
  }

  String assignee() {
    return assignee;
  }

  void assignee(String next, Change change) {
    assignee = next;
    if (!next.isEmpty() && acknowledged == 0) {
      acknowledged = change.at();
    }
    changed(change);
  }

  void title(@Nullable String next, Change change) {
    title = next;
    changed(change);
  }

  void level(Level next, Change change) {
    level = next;
    changed(change);
  }

  Set<String> tags() {
    return tags;
  }

  void comment(Comment comment) {
    comments.add(comment);
    touched(comment.at());
  }

  /** A line of its history. */
  void changed(Change change) {
    history.add(change);
    touched(change.at());
    edited = revision;
  }

  /** A line of its history about what the rules know better now; nobody decided anything. */
  void amended(Change change) {
    history.add(change);
    touched(change.at());
  }

  private void touched(long clock) {
    revision++;
    updated = clock;
  }

  /** As it is to be kept and seen. */
  Incident incident() {
    List<RuleCount> worstFirst = rules.values().stream().sorted(WORST).toList();
    List<Participant> active = participants.values().stream().sorted(MOST_ACTIVE).toList();
    Importance importance = Importance.LOW;
    for (Participant each : active) {
      importance = importance.max(each.importance());
    }
    long risk = risk(worstFirst, importance);
    Judged judged = judge(worstFirst, importance, risk);
    return new Incident(
        id,
        revision,
        edited,
        title == null ? written(worstFirst, active) : title,
        title != null,
        level == null ? judged.level : level,
        level != null,
        level == null ? judged.why : "set by hand; the rules say " + judged.level,
        risk,
        status,
        classification,
        assignee,
        List.copyOf(tags),
        first,
        last,
        raised,
        updated,
        acknowledged,
        closed,
        active,
        entityTotal,
        List.copyOf(attack),
        tactics,
        worstFirst,
        alerts,
        evidence,
        List.copyOf(splitOff.values()),
        mergedInto,
        comments,
        history);
  }

  Level judged() {
    return incident().level();
  }

  /** Points of each rule once, a little more for repeats; times importance; more by tactic. */
  private long risk(List<RuleCount> all, Importance importance) {
    double points = 0;
    for (RuleCount rule : all) {
      int once =
          switch (rule.level()) {
            case INFORMATIONAL -> 1;
            case LOW -> 5;
            case MEDIUM -> 20;
            case HIGH -> 50;
            case CRITICAL -> 80;
          };
      points += once * (1 + StrictMath.log10((double) Math.max(1, rule.alerts())) / 2);
    }
    double factor =
        switch (importance) {
          case LOW -> 0.7;
          case NORMAL -> 1;
          case HIGH -> 1.5;
          case CRITICAL -> 2;
        };
    return Math.round(points * factor) + Math.max(0, tactics.size() - 1) * 10L;
  }

  /** The worst rule; a step more for the most important assets, and for much risk. */
  private static Judged judge(List<RuleCount> all, Importance importance, long risk) {
    if (all.isEmpty()) {
      return new Judged(Level.INFORMATIONAL, "it has no alerts");
    }
    RuleCount worst = all.getFirst();
    Level level = worst.level();
    var why = new StringBuilder("rule " + worst.id() + " is " + level);
    if (importance == Importance.CRITICAL && level.compareTo(Level.MEDIUM) >= 0) {
      level = level.worse();
      why.append("; raised to ").append(level).append(" by a critical asset");
    }
    if (risk >= CRITICAL_RISK && level.compareTo(Level.CRITICAL) < 0) {
      level = level.worse();
      why.append("; raised to ").append(level).append(" by a risk of ").append(risk);
    }
    return new Judged(level, why.toString());
  }

  /** The worst rule, from where, and on what. */
  private static String written(List<RuleCount> all, List<Participant> active) {
    if (all.isEmpty()) {
      return "no alerts";
    }
    var title = new StringBuilder(all.getFirst().title());
    append(title, " from ", active, "source.ip");
    append(title, " on ", active, "host.name");
    return title.toString();
  }

  private static void append(
      StringBuilder title, String before, List<Participant> active, String field) {
    List<String> values =
        active.stream()
            .map(Participant::entity)
            .filter(entity -> entity.field().equals(field))
            .map(Entity::value)
            .toList();
    if (!values.isEmpty()) {
      title.append(before).append(values.getFirst());
      title.append(values.size() > 1 ? " and " + (values.size() - 1) + " more" : "");
    }
  }

  private record Judged(Level level, String why) {}

  /** When an entity was seen last; the order in which they are forgotten. */
  private record Quiet(long last, String key) implements Comparable<Quiet> {
    @Override
    public int compareTo(Quiet other) {
      int byTime = Long.compare(last, other.last);
      return byTime != 0 ? byTime : key.compareTo(other.key);
    }
  }
}
