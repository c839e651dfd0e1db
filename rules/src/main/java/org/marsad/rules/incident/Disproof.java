package org.marsad.rules.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Change;
import org.marsad.model.incident.Placement;
import org.marsad.model.incident.Work;

/**
 * An alert that something was missing, and events that came late show that it was not: a line of
 * its history and of its incident's, and the tag {@code disproved} if nothing else is told by it.
 * What becomes of it people decide. Stateless.
 */
final class Disproof {
  static final String TAG = "disproved";
  private static final String WHAT = "evidence";
  private static final String WHY =
      "events that came late were looked at together with what is stored: it does not hold any"
          + " more";

  private Disproof() {}

  /** Whether an alert was told that this finding does not hold. */
  static boolean isKnown(Alert known, Alert finding) {
    return known.history().stream()
        .anyMatch(each -> each.what().equals(WHAT) && each.from().equals(finding.id()));
  }

  /** The next revision of an alert of which this finding does not hold. */
  static Alert of(Alert known, Alert finding, long clock) {
    var history = new ArrayList<>(known.history());
    history.add(new Change(clock, Placement.RULES, "", WHAT, finding.id(), TAG, WHY));
    long gone = history.stream().filter(each -> each.to().equals(TAG)).count();
    var tags = new TreeSet<>(known.tags());
    if (gone >= known.repeats()) {
      tags.add(TAG);
    }
    return known.amended(
        new Work(known.status(), known.classification(), List.copyOf(tags), history), clock);
  }

  /** The line in the history of its incident. */
  static Change ofIncident(Alert amended, long clock) {
    return new Change(
        clock,
        Placement.RULES,
        "",
        WHAT,
        amended.id(),
        TAG,
        "alert \"" + amended.title() + "\": " + WHY);
  }
}
