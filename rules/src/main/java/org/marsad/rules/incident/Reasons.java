package org.marsad.rules.incident;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Matched;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.explain.Explanation;
import org.marsad.rules.explain.QueryExplainer;
import org.marsad.rules.explain.Verdict;
import org.marsad.rules.match.SigmaExplainer;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.EventImage;
import org.marsad.rules.signal.Signal;

/** Tells which conditions of a detection held for its event. One thread. */
final class Reasons {
  /** Conditions that an alert names. */
  static final int MAX = 50;

  private final Schema schema = new Schema();
  private final QueryExplainer queries = new QueryExplainer(schema, new Re2());
  private final Map<String, SigmaExplainer> sigma = new HashMap<>();

  /** The conditions that held, with the values that met them; none where the event is not kept. */
  List<Matched> of(Rule.Single rule, Signal signal) {
    if (rule instanceof Rule.Indicator indicator) {
      return listed(indicator, signal);
    }
    EventImage image = signal.image();
    if (image == null) {
      return List.of();
    }
    EventBatch batch = image.batch(schema);
    Explanation explanation =
        switch (rule) {
          case Rule.Detection detection -> queries.explain(detection, batch, 0);
          case Rule.Indicator each ->
              queries.explain(new Rule.Detection(each.meta(), each.match(), each.key()), batch, 0);
          case Rule.Sigma each ->
              sigma
                  .computeIfAbsent(each.meta().id(), _ -> new SigmaExplainer(each.rule(), schema))
                  .explain(batch, 0);
        };
    var matched = new ArrayList<Matched>();
    collect(explanation.condition(), "", matched);
    return matched;
  }

  /** The value that is on the list, and which list. */
  private static List<Matched> listed(Rule.Indicator rule, Signal signal) {
    var matched = new ArrayList<Matched>();
    signal
        .picks()
        .getOrDefault(rule.meta().id(), Map.of())
        .forEach(
            (field, value) ->
                matched.add(
                    new Matched(
                        "indicator", field, "on the list " + rule.list().getFileName(), value)));
    return matched;
  }

  /** Of parts joined by OR those that held; of a negation that it held. */
  private static void collect(Verdict verdict, String selection, List<Matched> into) {
    if (!verdict.holds() || into.size() >= MAX) {
      return;
    }
    switch (verdict) {
      case Verdict.Joined joined -> {
        String name = joined.name().isEmpty() ? selection : joined.name();
        if (joined.how() == Verdict.How.NONE) {
          return;
        }
        joined.parts().forEach(part -> collect(part, name, into));
      }
      case Verdict.Asked asked ->
          into.add(
              new Matched(
                  selection, asked.field(), asked.wanted(), String.join(", ", asked.seen())));
    }
  }
}
