package org.marsad.rules.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.marsad.model.event.EventId;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.rules.keyed.KeyedFinding;
import org.marsad.rules.sigma.SigmaCorrelation;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.state.Crossing;

/** Makes alerts of what Sigma's correlations found. Stateless. */
final class GroupedAlerts {
  private static final long SECOND = 1_000_000_000L;

  private GroupedAlerts() {}

  static Alert of(KeyedFinding finding, boolean late, long clock) {
    Crossing crossing = finding.crossing();
    var key = new ArrayList<Entity>();
    finding.group().forEach((field, value) -> key.add(new Entity(field, value)));
    var evidence = new ArrayList<Evidence>();
    for (Signal signal : crossing.evidence()) {
      evidence.add(new Evidence(new EventId(signal.id()), signal.time(), "", signal.line()));
    }
    return Alerts.make(
        finding.rule().meta(),
        key,
        evidence,
        Alerts.entities(crossing.evidence()),
        Alerts.importance(crossing.evidence()),
        reason(finding),
        late,
        clock);
  }

  private static String reason(KeyedFinding finding) {
    SigmaCorrelation correlation = finding.rule().correlation();
    Crossing crossing = finding.crossing();
    String what =
        switch (correlation.what()) {
          case SigmaCorrelation.EventCount _ -> whole(crossing) + " events";
          case SigmaCorrelation.ValueCount _ ->
              whole(crossing) + " different values of " + fields(correlation);
          case SigmaCorrelation.ValueSum _ ->
              "the sum of " + fields(correlation) + " is " + number(crossing.value());
          case SigmaCorrelation.ValueAverage _ ->
              "the mean of " + fields(correlation) + " is " + number(crossing.value());
          case SigmaCorrelation.ValuePercentile percentile ->
              "percentile "
                  + number(percentile.rank())
                  + " of "
                  + fields(correlation)
                  + " is "
                  + number(crossing.value());
          case SigmaCorrelation.Temporal _ -> whole(crossing) + " of the rules held";
          case SigmaCorrelation.TemporalPresence _ -> "the rules held as the condition asks";
          case SigmaCorrelation.TemporalOrdered _ -> "the rules held in their order";
        };
    long seconds = (crossing.last() - crossing.first()) / SECOND;
    return what + group(finding.group()) + " within " + seconds + " s";
  }

  private static String group(Map<String, String> group) {
    if (group.isEmpty()) {
      return "";
    }
    var names = new StringJoiner(", ", " for ", "");
    group.forEach((field, value) -> names.add(field + " " + value));
    return names.toString();
  }

  private static String fields(SigmaCorrelation correlation) {
    List<String> fields = correlation.values().getFirst();
    return String.join(", ", fields);
  }

  private static String whole(Crossing crossing) {
    return Long.toString((long) crossing.value());
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
