package org.marsad.rules.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Change;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Placement;
import org.marsad.model.incident.Status;

/**
 * Which incident an alert belongs to: the one it has most in common with, if that is enough; else
 * it opens one from medium level on, or is kept by itself. Closed ones are opened again by policy.
 * One thread; a store that fails is told as {@link java.io.UncheckedIOException}.
 */
final class Joining {
  private final IncidentConfig config;
  private final long horizon;
  private final Weights weights;
  private final Book book;
  private long loose;
  private long joined;
  private long opened;
  private long reopened;
  private long entitiesForgotten;

  /**
   * Joining to what is in a book.
   *
   * @param horizon how far in event time an alert may be from an incident it joins, in nanoseconds
   */
  Joining(IncidentConfig config, long horizon, Weights weights, Book book) {
    this.config = config;
    this.horizon = horizon;
    this.weights = weights;
    this.book = book;
  }

  /** More of an alert that was told: its incident goes on, or it is looked for again. */
  void goesOn(Alert merged, Alert more, long newEvidence, long now) {
    OpenIncident incident = merged.incident().isEmpty() ? null : root(merged.incident());
    if (incident == null) {
      join(merged, more, now);
    } else {
      incident.goesOn(more, newEvidence, now);
      entitiesForgotten += incident.takeForgotten();
      reopen(incident, "it goes on: " + more.title(), now);
      book.changed(incident);
    }
  }

  /** The incident that has the alerts of this one by now, or null. */
  private @Nullable OpenIncident root(String id) {
    OpenIncident incident = book.incident(id);
    for (int hop = 0; incident != null && !incident.mergedInto().isEmpty() && hop < 64; hop++) {
      incident = book.incident(incident.mergedInto());
    }
    return incident;
  }

  /**
   * Finds where an alert without incident belongs.
   *
   * @param as the alert with what is new about it
   */
  void join(Alert alert, Alert as, long now) {
    OpenIncident best = null;
    Weights.Bond bond = null;
    Book.Candidates candidates = book.candidates(as, horizon);
    for (OpenIncident candidate : candidates.near()) {
      if (takes(candidate, as, now)) {
        Weights.Bond each = weights.bond(as, candidate);
        if (each.score() >= weights.needed()
            && (bond == null || better(each, candidate, bond, best))) {
          best = candidate;
          bond = each;
        }
      }
    }
    if (best != null && bond != null) {
      joined++;
      Alert placed =
          alert.placed(
              new Placement(
                  best.id,
                  now,
                  Placement.RULES,
                  "",
                  bond.score(),
                  weights.needed(),
                  bond.links(),
                  bond.reason() + unweighed(candidates)));
      best.take(placed, now);
      entitiesForgotten += best.takeForgotten();
      reopen(best, "joined by " + alert.title(), now);
      book.changed(placed);
      takeIn(best, as, now);
      book.changed(best);
    } else if (alert.level().compareTo(Level.MEDIUM) >= 0) {
      opened++;
      var incident = new OpenIncident(Ids.of("incident", alert.id()), now);
      Alert placed =
          alert.placed(
              new Placement(
                  incident.id,
                  now,
                  Placement.RULES,
                  "",
                  0,
                  0,
                  List.of(),
                  "it opened the incident" + unweighed(candidates)));
      incident.take(placed, now);
      book.changed(placed);
      takeIn(incident, as, now);
      book.changed(incident);
    } else {
      loose++;
      book.changed(alert);
    }
  }

  private static String unweighed(Book.Candidates candidates) {
    return candidates.left() == 0
        ? ""
        : "; " + candidates.left() + " or more older ones that share something were not weighed";
  }

  /** Milder alerts that belonged nowhere before, and belong here now. */
  private void takeIn(OpenIncident incident, Alert alert, long now) {
    for (Alert mild : book.loose(alert, horizon)) {
      if (!mild.id().equals(alert.id()) && takes(incident, mild, now)) {
        Weights.Bond bond = weights.bond(mild, incident);
        if (bond.score() >= weights.needed()) {
          joined++;
          Alert placed =
              mild.placed(
                  new Placement(
                      incident.id,
                      now,
                      Placement.RULES,
                      "",
                      bond.score(),
                      weights.needed(),
                      bond.links(),
                      "it came before; " + bond.reason()));
          incident.take(placed, now);
          entitiesForgotten += incident.takeForgotten();
          book.changed(placed);
        }
      }
    }
  }

  /** More in common; or as much, with the older one. */
  private static boolean better(
      Weights.Bond each, OpenIncident candidate, Weights.Bond bond, @Nullable OpenIncident best) {
    int byScore = Double.compare(each.score(), bond.score());
    if (byScore != 0 || best == null) {
      return byScore > 0;
    }
    // By the clock of the events: when an incident was raised depends on what came in before what.
    int byAge = Long.compare(candidate.first(), best.first());
    return byAge != 0 ? byAge < 0 : candidate.id.compareTo(best.id) < 0;
  }

  /** Whether an alert may join at all: nobody split its kind off, and closed ones by policy. */
  private boolean takes(OpenIncident incident, Alert alert, long now) {
    if (!incident.mergedInto().isEmpty()) {
      return false;
    }
    for (Entity entity : alert.entities()) {
      if (incident.isSplitOff(Weights.key(entity))) {
        return false;
      }
    }
    if (incident.status() != Status.CLOSED) {
      return true;
    }
    boolean recent = now - incident.closed() <= Nanos.of(config.reopenFor());
    return recent
        && switch (config.reopen()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case REAL -> isReal(incident) || incident.hasRule(alert.ruleId());
        };
  }

  private static boolean isReal(OpenIncident incident) {
    return switch (incident.classification()) {
      case NONE, TRUE_POSITIVE, UNDETERMINED -> true;
      case BENIGN, FALSE_POSITIVE, DUPLICATE -> false;
    };
  }

  private void reopen(OpenIncident incident, String why, long now) {
    boolean closed = incident.status() == Status.CLOSED;
    boolean recent = now - incident.closed() <= Nanos.of(config.reopenFor());
    boolean wanted =
        switch (config.reopen()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case REAL -> isReal(incident);
        };
    if (closed && recent && wanted) {
      reopened++;
      var change =
          new Change(
              now,
              Placement.RULES,
              "",
              "status",
              Status.CLOSED.toString(),
              Status.NEW.toString(),
              "reopened; " + why);
      incident.status(Status.NEW, change);
    }
  }

  /** Alerts that were too mild to open an incident and belonged to none. */
  long loose() {
    return loose;
  }

  /** Alerts that joined an incident. */
  long joined() {
    return joined;
  }

  /** Incidents that began. */
  long opened() {
    return opened;
  }

  /** Incidents that were opened again. */
  long reopened() {
    return reopened;
  }

  /** Entities of incidents that were forgotten, since one had too many. */
  long entitiesForgotten() {
    return entitiesForgotten;
  }
}
