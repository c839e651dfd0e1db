package org.marsad.rules.incident;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Action;
import org.marsad.model.incident.Action.Target;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Change;
import org.marsad.model.incident.Classification;
import org.marsad.model.incident.Comment;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Outcome.Result;
import org.marsad.model.incident.Outcome.Verdict;
import org.marsad.model.incident.Placement;
import org.marsad.model.incident.Status;
import org.marsad.model.incident.Suppression;
import org.marsad.model.incident.Work;
import org.marsad.model.query.Query;

/**
 * Does what people want done to incidents, in the order of the log. What cannot be done is told and
 * changes nothing; merges and splits are done for all of their targets or for none. One thread.
 */
final class Clerk {
  private final Book book;
  private final Suppressions suppressions;

  Clerk(Book book, Suppressions suppressions) {
    this.book = book;
    this.suppressions = suppressions;
  }

  /** Does an action; what came of it for each target. */
  List<Result> apply(Recorded recorded, long now) {
    var who = new Who(recorded.id(), recorded.user(), now);
    return switch (recorded.action()) {
      case Action.Triage triage -> triage(triage, who);
      case Action.Merge merge -> merge(merge, who);
      case Action.Split split -> split(split, who);
      case Action.Undo undo -> undo(undo, who);
      case Action.Suppress suppress -> List.of(suppress(suppress.suppression(), who));
      case Action.Unsuppress unsuppress -> List.of(unsuppress(unsuppress, who));
    };
  }

  // Triage

  private List<Result> triage(Action.Triage triage, Who who) {
    var results = new ArrayList<Result>();
    for (Target target : triage.targets()) {
      results.add(target.alert() ? alert(triage, target, who) : incident(triage, target, who));
    }
    return results;
  }

  private Result incident(Action.Triage triage, Target target, Who who) {
    OpenIncident incident = book.incident(target.id());
    Result problem = problem(target, incident);
    if (problem != null || incident == null) {
      return Objects.requireNonNull(problem);
    }
    Classification classification =
        triage.classification() == null ? incident.classification() : triage.classification();
    String refusal = refusal(triage.status(), classification);
    if (!refusal.isEmpty()) {
      return new Result(target.id(), Verdict.REFUSED, incident.revision(), refusal);
    }
    if (triage.classification() != null && triage.classification() != incident.classification()) {
      incident.classification(
          triage.classification(),
          who.change(
              "classification",
              incident.classification().toString(),
              triage.classification().toString(),
              triage.note()));
    }
    if (triage.status() != null && triage.status() != incident.status()) {
      incident.status(
          triage.status(),
          who.change(
              "status", incident.status().toString(), triage.status().toString(), triage.note()));
    }
    if (triage.assignee() != null && !triage.assignee().equals(incident.assignee())) {
      incident.assignee(
          triage.assignee(),
          who.change("assignee", incident.assignee(), triage.assignee(), triage.note()));
    }
    if (triage.title() != null) {
      String title = triage.title();
      incident.title(
          title.isEmpty() ? null : title,
          who.change("title", incident.incident().title(), title, triage.note()));
    }
    if (triage.level() != null) {
      Level before = incident.judged();
      incident.level(
          triage.level(),
          who.change("severity", before.toString(), triage.level().toString(), triage.note()));
    }
    var tags = new TreeSet<>(incident.tags());
    tags.addAll(triage.addTags());
    tags.removeAll(triage.removeTags());
    if (!tags.equals(incident.tags())) {
      String before = String.join(" ", incident.tags());
      incident.tags().clear();
      incident.tags().addAll(tags);
      incident.changed(who.change("tags", before, String.join(" ", tags), triage.note()));
    }
    if (!triage.note().isEmpty()) {
      incident.comment(new Comment(who.now, who.user, who.action, triage.note()));
    }
    book.changed(incident);
    return new Result(target.id(), Verdict.DONE, incident.revision(), "");
  }

  private static String refusal(@Nullable Status status, Classification classification) {
    if (status == Status.MERGED || status == Status.EXCEPTED) {
      return "the status " + status + " is not set by hand";
    }
    return status == Status.CLOSED && classification == Classification.NONE
        ? "closing needs a classification: true_positive, benign, false_positive, duplicate or"
            + " undetermined"
        : "";
  }

  /** Why an incident cannot be changed; null if it can. */
  private static @Nullable Result problem(Target target, @Nullable OpenIncident incident) {
    if (incident == null) {
      return new Result(target.id(), Verdict.UNKNOWN, 0, "there is no such incident");
    }
    if (!incident.mergedInto().isEmpty()) {
      return new Result(
          target.id(),
          Verdict.REFUSED,
          incident.revision(),
          "its alerts are in " + incident.mergedInto());
    }
    return stale(target, incident.revision(), incident.edited());
  }

  /** Whether the target is not what the person saw: what the rules add to it does not count. */
  private static @Nullable Result stale(Target target, long revision, long edited) {
    boolean stale =
        target.revision() != 0 && (edited > target.revision() || target.revision() > revision);
    return stale
        ? new Result(
            target.id(),
            Verdict.CONFLICT,
            revision,
            "somebody changed it in revision "
                + edited
                + ", and revision "
                + target.revision()
                + " was expected")
        : null;
  }

  private Result alert(Action.Triage triage, Target target, Who who) {
    Alert alert = book.alert(target.id());
    if (alert == null) {
      return new Result(target.id(), Verdict.UNKNOWN, 0, "there is no such alert");
    }
    Result stale = stale(target, alert.revision(), alert.edited());
    if (stale != null) {
      return stale;
    }
    Classification classification =
        triage.classification() == null ? alert.classification() : triage.classification();
    String refusal = refusal(triage.status(), classification);
    if (triage.assignee() != null || triage.title() != null || triage.level() != null) {
      refusal = "an alert has no assignee, title or severity of its own; its incident has";
    }
    if (!refusal.isEmpty()) {
      return new Result(target.id(), Verdict.REFUSED, alert.revision(), refusal);
    }
    var history = new ArrayList<>(alert.history());
    Status status = triage.status() == null ? alert.status() : triage.status();
    note(history, who, "status", alert.status(), status, triage.note());
    note(history, who, "classification", alert.classification(), classification, triage.note());
    var tags = new TreeSet<>(alert.tags());
    tags.addAll(triage.addTags());
    tags.removeAll(triage.removeTags());
    List<String> newTags = List.copyOf(tags);
    note(history, who, "tags", alert.tags(), newTags, triage.note());
    if (history.size() == alert.history().size() && !triage.note().isEmpty()) {
      history.add(who.change("note", "", "", triage.note()));
    }
    Alert changed = alert.triaged(new Work(status, classification, newTags, history), who.now);
    book.changed(changed);
    return new Result(target.id(), Verdict.DONE, changed.revision(), "");
  }

  private static void note(
      List<Change> history, Who who, String what, Object from, Object to, String why) {
    if (!from.equals(to)) {
      history.add(who.change(what, from.toString(), to.toString(), why));
    }
  }

  // Moving alerts

  private List<Result> merge(Action.Merge merge, Who who) {
    var targets = new ArrayList<Target>();
    targets.add(merge.into());
    targets.addAll(merge.sources());
    var distinct = new HashSet<String>();
    for (Target target : targets) {
      Result problem = problem(target, book.incident(target.id()));
      if (problem == null && !distinct.add(target.id())) {
        problem = new Result(target.id(), Verdict.REFUSED, 0, "it is named twice");
      }
      if (problem != null) {
        return List.of(problem);
      }
    }
    OpenIncident into = Objects.requireNonNull(book.incident(merge.into().id()));
    for (Target each : merge.sources()) {
      OpenIncident source = Objects.requireNonNull(book.incident(each.id()));
      String reason = "merged from " + source.id + " by " + who.user + why(merge.note());
      book.eachAlert(
          members(source.id),
          alert -> {
            Alert placed = alert.placed(who.placement(into.id, reason));
            into.take(placed, who.now);
            book.changed(placed);
          });
      book.release(source);
      source.mergeInto(into.id, who.change("merged into", "", into.id, merge.note()));
      book.changed(source);
      into.changed(who.change("merged", source.id, "", merge.note()));
    }
    note(into, merge.note(), who);
    book.changed(into);
    return results(targets);
  }

  private static void note(OpenIncident incident, String note, Who who) {
    if (!note.isEmpty()) {
      incident.comment(new Comment(who.now, who.user, who.action, note));
    }
  }

  private List<Result> results(List<Target> targets) {
    var results = new ArrayList<Result>();
    for (Target target : targets) {
      OpenIncident incident = book.incident(target.id());
      results.add(
          new Result(target.id(), Verdict.DONE, incident == null ? 0 : incident.revision(), ""));
    }
    return results;
  }

  private static String why(String note) {
    return note.isEmpty() ? "" : ": " + note;
  }

  private static Query members(String incident) {
    return new Query.Term("incident.id", incident, true);
  }

  private List<Result> split(Action.Split split, Who who) {
    String id = split.incident().id();
    OpenIncident from = book.incident(id);
    Result problem = problem(split.incident(), from);
    if (problem != null || from == null) {
      return List.of(Objects.requireNonNull(problem));
    }
    var moving = new LinkedHashMap<String, Alert>();
    for (String each : split.alerts()) {
      Alert alert = book.alert(each);
      if (alert == null || !alert.incident().equals(id)) {
        return List.of(new Result(each, Verdict.UNKNOWN, 0, "the incident has no such alert"));
      }
      moving.put(each, alert);
    }
    if (moving.isEmpty() || moving.size() >= from.alerts()) {
      return List.of(
          new Result(
              id,
              Verdict.REFUSED,
              from.revision(),
              "a split takes some of its alerts, not none and not all"));
    }
    var into = new OpenIncident(Ids.of("split", who.action), who.now);
    String reason = "split off from " + id + " by " + who.user + why(split.note());
    var moved = new ArrayList<Alert>();
    for (Alert alert : moving.values()) {
      Alert placed = alert.placed(who.placement(into.id, reason));
      into.take(placed, who.now);
      book.changed(placed);
      moved.add(placed);
    }
    recount(from);
    from.splitOff(only(moved, from));
    from.changed(who.change("split", "", into.id, split.note()));
    into.changed(who.change("split off from", id, "", split.note()));
    note(into, split.note(), who);
    book.changed(from);
    book.changed(into);
    return results(List.of(split.incident(), Target.incident(into.id, 0)));
  }

  /** Entities of the alerts that the incident has in no other. */
  private static Set<Entity> only(List<Alert> alerts, OpenIncident incident) {
    var only = new LinkedHashSet<Entity>();
    for (Alert alert : alerts) {
      for (Entity entity : alert.entities()) {
        if (incident.participant(Weights.key(entity)) == null) {
          only.add(entity);
        }
      }
    }
    return only;
  }

  private void recount(OpenIncident incident) {
    book.release(incident);
    incident.recountFrom(counter -> book.eachAlert(members(incident.id), counter));
  }

  private List<Result> undo(Action.Undo undo, Who who) {
    Map<String, OpenIncident> touched = new LinkedHashMap<>();
    Set<String> left = new LinkedHashSet<>();
    var returned = new ArrayList<Alert>();
    Query moved = new Query.Term("alert.action", undo.action(), true);
    book.eachAlert(
        moved,
        alert -> {
          List<Placement> places = alert.placements();
          boolean last = places.size() > 1 && places.getLast().action().equals(undo.action());
          if (last) {
            String back = places.get(places.size() - 2).incident();
            String reason = "taken back by " + who.user + why(undo.note());
            Alert placed = alert.placed(who.placement(back, reason));
            book.changed(placed);
            left.add(alert.incident());
            returned.add(placed);
            remember(touched, back);
            remember(touched, alert.incident());
          }
        });
    if (touched.isEmpty()) {
      return List.of(
          new Result(
              undo.action(),
              Verdict.UNKNOWN,
              0,
              "no alert lies where a merge or split of this id put it"));
    }
    for (OpenIncident incident : touched.values()) {
      if (!incident.mergedInto().isEmpty()) {
        incident.unmerge(who.change("merge undone", incident.mergedInto(), "", undo.note()));
      }
    }
    for (OpenIncident incident : touched.values()) {
      recount(incident);
      for (Alert alert : returned) {
        if (alert.incident().equals(incident.id)) {
          incident.forgive(alert.entities());
        }
      }
      if (incident.alerts() == 0) {
        String home = returned.getFirst().incident();
        incident.mergeInto(home, who.change("split undone", "", home, undo.note()));
      } else {
        String what = left.contains(incident.id) ? "alerts went back" : "alerts came back";
        incident.changed(who.change(what, undo.action(), "", undo.note()));
      }
      note(incident, undo.note(), who);
      book.changed(incident);
    }
    return results(touched.keySet().stream().map(id -> Target.incident(id, 0)).toList());
  }

  private void remember(Map<String, OpenIncident> touched, String id) {
    OpenIncident incident = book.incident(id);
    if (incident != null) {
      touched.putIfAbsent(id, incident);
    }
  }

  // Suppressions

  private Result suppress(Suppression wanted, Who who) {
    var suppression =
        new Suppression(
            who.action,
            wanted.kind(),
            wanted.rule(),
            wanted.query(),
            wanted.fields(),
            wanted.window(),
            wanted.owner().isEmpty() ? who.user : wanted.owner(),
            wanted.reason(),
            who.now,
            wanted.expires(),
            0,
            0);
    String problem = suppressions.problem(suppression, who.now);
    if (!problem.isEmpty()) {
      return new Result(who.action, Verdict.REFUSED, 0, problem);
    }
    suppressions.add(suppression);
    return new Result(who.action, Verdict.DONE, 1, "");
  }

  private Result unsuppress(Action.Unsuppress unsuppress, Who who) {
    return suppressions.end(unsuppress.id(), who.now)
        ? new Result(unsuppress.id(), Verdict.DONE, 1, "")
        : new Result(unsuppress.id(), Verdict.UNKNOWN, 0, "no suppression with this id holds");
  }

  /** Who does it, and when. */
  private record Who(String action, String user, long now) {
    Change change(String what, String from, String to, String why) {
      return new Change(now, user, action, what, from, to, why);
    }

    Placement placement(String incident, String reason) {
      return new Placement(incident, now, user, action, 0, 0, List.of(), reason);
    }
  }
}
