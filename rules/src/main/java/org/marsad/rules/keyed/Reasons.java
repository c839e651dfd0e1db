package org.marsad.rules.keyed;

import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.marsad.rules.sigma.SigmaCorrelation;
import org.marsad.rules.state.Crossing;

/** Says in words what was found. */
final class Reasons {
  private static final long SECOND = 1_000_000_000L;

  private Reasons() {}

  /**
   * What a correlation found.
   *
   * @param titles of rules by their ids
   */
  static String of(
      SigmaCorrelation correlation,
      UnaryOperator<String> titles,
      Map<String, String> group,
      Crossing crossing) {
    String rules = Asked.rules(correlation, titles);
    String what =
        switch (correlation.what()) {
          case SigmaCorrelation.EventCount _ -> whole(crossing) + " events of " + rules;
          case SigmaCorrelation.ValueCount _ ->
              whole(crossing) + " different values of " + Asked.fields(correlation);
          case SigmaCorrelation.ValueSum _ ->
              "the sum of " + Asked.fields(correlation) + " is " + Asked.number(crossing.value());
          case SigmaCorrelation.ValueAverage _ ->
              "the mean of " + Asked.fields(correlation) + " is " + Asked.number(crossing.value());
          case SigmaCorrelation.ValuePercentile percentile ->
              "percentile "
                  + Asked.number(percentile.rank())
                  + " of "
                  + Asked.fields(correlation)
                  + " is "
                  + Asked.number(crossing.value());
          case SigmaCorrelation.Temporal _ -> whole(crossing) + " of " + rules + " held";
          case SigmaCorrelation.TemporalPresence _ -> rules + " held as the condition asks";
          case SigmaCorrelation.TemporalOrdered _ -> rules + " held in their order";
        };
    long seconds = (crossing.last() - crossing.first()) / SECOND;
    return what + group(group) + " within " + seconds + " s";
  }

  static String group(Map<String, String> group) {
    if (group.isEmpty()) {
      return "";
    }
    var names = new StringJoiner(", ", " for ", "");
    group.forEach((field, value) -> names.add(field + " " + value));
    return names.toString();
  }

  private static String whole(Crossing crossing) {
    return Long.toString((long) crossing.value());
  }
}
