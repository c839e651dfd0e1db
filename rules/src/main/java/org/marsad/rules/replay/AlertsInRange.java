package org.marsad.rules.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Alert;
import org.marsad.model.query.Query;
import org.marsad.model.rule.ReplayReport.Compared;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentStore;

/**
 * What was raised in a range, to be held against what a replay would raise. An alert is the same if
 * it has the same id, or goes on with the same story at the same time, since a replay begins in the
 * middle of what was going on. Bounded by {@value #MAX_ALERTS}. One thread.
 */
final class AlertsInRange {
  static final int MAX_ALERTS = 500_000;

  private static final int PAGE = 1_000;

  private final Map<String, Raised> byId = new HashMap<>();
  private final Map<String, List<Raised>> byStory = new HashMap<>();
  private final Set<String> met = new HashSet<>();
  private final Map<String, long[]> counts = new HashMap<>();
  private boolean isCut;

  /** Reads the alerts of these rules whose evidence touches the range. */
  static AlertsInRange read(IncidentStore store, Set<String> rules, long earliest, long latest)
      throws IOException {
    var range = new AlertsInRange();
    IncidentSearch search = IncidentSearch.newest(new Query.All(), PAGE);
    IncidentSearch.Cursor after = null;
    do {
      IncidentStore.Page<Alert> page = store.alerts(search.behind(after));
      for (Alert alert : page.items()) {
        if (alert.last() < earliest || range.byId.size() >= MAX_ALERTS) {
          range.isCut = range.byId.size() >= MAX_ALERTS;
          return range;
        }
        if (rules.contains(alert.ruleId()) && alert.first() < latest) {
          range.add(alert, earliest);
        }
      }
      after = page.next();
    } while (after != null);
    return range;
  }

  private void add(Alert alert, long earliest) {
    var raised =
        new Raised(
            alert.id(),
            alert.ruleId(),
            alert.title(),
            alert.first(),
            alert.last(),
            alert.first() >= earliest);
    byId.put(alert.id(), raised);
    if (!alert.story().isEmpty()) {
      byStory.computeIfAbsent(alert.story(), _ -> new ArrayList<>()).add(raised);
    }
  }

  /** Whether an alert of the replay was raised too; it is counted. */
  boolean meet(Alert alert) {
    Raised raised = byId.get(alert.id());
    if (raised == null) {
      raised = goingOn(alert);
    }
    if (raised != null) {
      met.add(raised.id);
    }
    counts.computeIfAbsent(alert.ruleId(), _ -> new long[3])[raised == null ? 1 : 0]++;
    return raised != null;
  }

  private @Nullable Raised goingOn(Alert alert) {
    for (Raised each : byStory.getOrDefault(alert.story(), List.of())) {
      if (each.first <= alert.last() && alert.first() <= each.last) {
        return each;
      }
    }
    return null;
  }

  /** What was raised in the range and was not met. */
  Map<String, String> gone() {
    Map<String, String> titles = new HashMap<>();
    for (Raised each : byId.values()) {
      if (each.isWhole && !met.contains(each.id)) {
        counts.computeIfAbsent(each.rule, _ -> new long[3])[2]++;
        titles.put(each.rule, each.title);
      }
    }
    return titles;
  }

  /** The counts of a rule. */
  Compared compared(String rule) {
    long[] count = counts.getOrDefault(rule, new long[3]);
    return new Compared(count[0], count[1], count[2]);
  }

  /** The counts of all rules. */
  Compared compared() {
    long[] sum = new long[3];
    for (long[] count : counts.values()) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += count[i];
      }
    }
    return new Compared(sum[0], sum[1], sum[2]);
  }

  /** Whether there were more than fit. */
  boolean isCut() {
    return isCut;
  }

  /**
   * An alert that was raised.
   *
   * @param isWhole whether it began in the range
   */
  private record Raised(
      String id, String rule, String title, long first, long last, boolean isWhole) {}
}
