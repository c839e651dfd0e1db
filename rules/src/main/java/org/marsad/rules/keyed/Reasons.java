package org.marsad.rules.keyed;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.marsad.rules.sigma.SigmaCorrelation;
import org.marsad.rules.state.Crossing;

/** Says in words what was found. */
final class Reasons {
  private static final long SECOND = 1_000_000_000L;

  private Reasons() {}

  /** What a correlation found. */
  static String of(SigmaCorrelation correlation, Map<String, String> group, Crossing crossing) {
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
