package org.marsad.rules.keyed;

import java.util.List;
import org.marsad.rules.sigma.Presence;
import org.marsad.rules.sigma.SigmaCorrelation;
import org.marsad.rules.sigma.Threshold;
import org.marsad.rules.state.Budget;
import org.marsad.rules.state.ChainTable;
import org.marsad.rules.state.CountTable;
import org.marsad.rules.state.DistinctTable;
import org.marsad.rules.state.Measure;
import org.marsad.rules.state.SeenTable;
import org.marsad.rules.state.Trail;
import org.marsad.rules.state.ValueTable;
import org.marsad.rules.state.Verdict;
import org.marsad.rules.state.WindowTable;

/**
 * Which table answers which question: one that crosses at once where what holds goes on to hold as
 * events come, one that judges closed windows where it does not.
 */
final class Tallies {
  private Tallies() {}

  static Tally of(SigmaCorrelation correlation, Budget budget, Trail trail) {
    long within = correlation.timespan();
    int rules = correlation.rules().size();
    return switch (correlation.what()) {
      case SigmaCorrelation.EventCount(Threshold threshold) ->
          threshold.isRising()
              ? new Tally.Counted(new CountTable(within, (int) threshold.least(), budget, trail))
              : closing(within, new Verdict.OfCount(threshold::holds), budget, trail);
      case SigmaCorrelation.ValueCount(Threshold threshold) ->
          threshold.isRising()
              ? new Tally.Distinct(
                  new DistinctTable(within, (int) threshold.least(), budget, trail))
              : closing(
                  within,
                  new Verdict.OfDistinct((int) threshold.enough(), threshold::holds),
                  budget,
                  trail);
      case SigmaCorrelation.ValueSum(Threshold threshold) ->
          measured(within, new Measure.Sum(), threshold, budget, trail);
      case SigmaCorrelation.ValueAverage(Threshold threshold) ->
          measured(within, new Measure.Average(), threshold, budget, trail);
      case SigmaCorrelation.ValuePercentile(double rank, Threshold threshold) ->
          measured(within, new Measure.Percentile(rank), threshold, budget, trail);
      case SigmaCorrelation.Temporal(Threshold threshold) ->
          threshold.isRising()
              ? new Tally.Seen(
                  new SeenTable(
                      within, rules, there -> threshold.holds(Long.bitCount(there)), budget, trail))
              : closing(
                  within,
                  new Verdict.OfKinds(there -> threshold.holds(Long.bitCount(there))),
                  budget,
                  trail);
      case SigmaCorrelation.TemporalPresence(Presence presence) ->
          presence.hasAbsence()
              ? closing(within, new Verdict.OfKinds(presence::holds), budget, trail)
              : new Tally.Seen(new SeenTable(within, rules, presence::holds, budget, trail));
      case SigmaCorrelation.TemporalOrdered(List<Long> steps, int least) ->
          new Tally.Chained(
              new ChainTable(within, steps.size(), least, budget, trail), stepsOf(steps, rules));
    };
  }

  private static Tally measured(
      long within, Measure measure, Threshold threshold, Budget budget, Trail trail) {
    return threshold.isRising()
        ? new Tally.Measured(new ValueTable(within, measure, threshold::holds, budget, trail))
        : new Tally.Closing(
            new WindowTable(
                within, new Verdict.OfMeasure(measure, threshold::holds), budget, trail),
            true);
  }

  private static Tally closing(long within, Verdict verdict, Budget budget, Trail trail) {
    return new Tally.Closing(new WindowTable(within, verdict, budget, trail), false);
  }

  /** Of each rule the steps it is. */
  private static long[] stepsOf(List<Long> steps, int rules) {
    var stepsOf = new long[rules];
    for (int step = 0; step < steps.size(); step++) {
      for (long left = steps.get(step); left != 0; left &= left - 1) {
        stepsOf[Long.numberOfTrailingZeros(left)] |= 1L << step;
      }
    }
    return stepsOf;
  }
}
