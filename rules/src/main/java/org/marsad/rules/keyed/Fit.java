package org.marsad.rules.keyed;

import java.util.List;
import java.util.TreeSet;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.sigma.Presence;
import org.marsad.rules.sigma.SigmaCorrelation;
import org.marsad.rules.sigma.Threshold;

/**
 * What the state of a rule is about. A rule that was changed goes on with the state it had where
 * this is the same: what it keeps, by which key, for how long.
 */
final class Fit {
  private Fit() {}

  static String of(SigmaCorrelation correlation) {
    return kept(correlation)
        + " of "
        + new TreeSet<>(correlation.values().stream().map(List::toString).toList())
        + " by "
        + correlation.groupBy()
        + " within "
        + correlation.timespan();
  }

  private static String kept(SigmaCorrelation correlation) {
    return switch (correlation.what()) {
      case SigmaCorrelation.EventCount(Threshold threshold) -> kept("count", threshold);
      case SigmaCorrelation.ValueCount(Threshold threshold) -> kept("distinct", threshold);
      case SigmaCorrelation.ValueSum(Threshold threshold) -> kept("numbers", threshold);
      case SigmaCorrelation.ValueAverage(Threshold threshold) -> kept("numbers", threshold);
      case SigmaCorrelation.ValuePercentile(_, Threshold threshold) -> kept("sorted", threshold);
      case SigmaCorrelation.Temporal(Threshold threshold) ->
          kept("seen", threshold) + correlation.rules();
      case SigmaCorrelation.TemporalPresence(Presence presence) ->
          (presence.hasAbsence() ? "closed seen" : "seen") + correlation.rules();
      case SigmaCorrelation.TemporalOrdered(List<Long> steps, int least) ->
          "chain" + correlation.rules() + steps + least;
    };
  }

  private static String kept(String what, Threshold threshold) {
    return threshold.isRising() ? what : "closed " + what;
  }

  static String of(Rule.NewTerms rule) {
    return "terms " + rule.fields() + " of " + rule.match() + " within " + rule.history();
  }

  /** Whether two do the same with the same state. */
  static boolean isSame(SigmaCorrelation one, SigmaCorrelation other) {
    return one.what().equals(other.what())
        && one.rules().equals(other.rules())
        && of(one).equals(of(other));
  }
}
