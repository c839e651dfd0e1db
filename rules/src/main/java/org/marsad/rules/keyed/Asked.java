package org.marsad.rules.keyed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.marsad.model.incident.Matched;
import org.marsad.rules.sigma.SigmaCorrelation;
import org.marsad.rules.sigma.Threshold;
import org.marsad.rules.state.Crossing;

/** What a correlation asked of events, and what answered it, as its alerts show it. Stateless. */
final class Asked {
  private static final long SECOND = 1_000_000_000L;

  /** Rules that are named; of more it is said how many. */
  private static final int MOST = 5;

  private Asked() {}

  /**
   * The question in Sigma's words, with the value that met it.
   *
   * @param titles of rules by their ids
   */
  static Matched of(SigmaCorrelation correlation, UnaryOperator<String> titles, Crossing crossing) {
    String of = " of " + rules(correlation, titles) + window(correlation);
    String number = number(crossing.value());
    return switch (correlation.what()) {
      case SigmaCorrelation.EventCount count ->
          new Matched("event_count", "", words(count.threshold()) + of, number);
      case SigmaCorrelation.ValueCount count ->
          measured("value_count", correlation, words(count.threshold()) + of, number);
      case SigmaCorrelation.ValueSum sum ->
          measured("value_sum", correlation, words(sum.threshold()) + of, number);
      case SigmaCorrelation.ValueAverage mean ->
          measured("value_avg", correlation, words(mean.threshold()) + of, number);
      case SigmaCorrelation.ValuePercentile percentile ->
          measured(
              "value_percentile " + number(percentile.rank()),
              correlation,
              words(percentile.threshold()) + of,
              number);
      case SigmaCorrelation.Temporal temporal ->
          new Matched("temporal", "", words(temporal.threshold()) + of, number);
      case SigmaCorrelation.TemporalPresence _ ->
          new Matched("temporal", "", "its condition" + of, "it holds");
      case SigmaCorrelation.TemporalOrdered ordered ->
          new Matched(
              "temporal_ordered", "", ordered.least() + " in their order" + of, "in their order");
    };
  }

  private static Matched measured(
      String selection, SigmaCorrelation correlation, String test, String value) {
    return new Matched(selection, fields(correlation), test, value);
  }

  /** The rules it looks at, by their titles. */
  static String rules(SigmaCorrelation correlation, UnaryOperator<String> titles) {
    var names = new ArrayList<String>();
    for (String id : correlation.rules()) {
      if (names.size() < MOST) {
        names.add('"' + titles.apply(id) + '"');
      }
    }
    int more = correlation.rules().size() - names.size();
    return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  /** The fields that it counts or measures. */
  static String fields(SigmaCorrelation correlation) {
    List<String> fields = correlation.values().getFirst();
    return String.join(", ", fields);
  }

  private static String window(SigmaCorrelation correlation) {
    return " within " + correlation.timespan() / SECOND + " s";
  }

  private static String words(Threshold threshold) {
    var words = new StringJoiner(" and ");
    for (Threshold.Bound bound : threshold.bounds()) {
      String sign =
          switch (bound.how()) {
            case GT -> ">";
            case GTE -> ">=";
            case LT -> "<";
            case LTE -> "<=";
            case EQ -> "=";
            case NEQ -> "!=";
          };
      words.add(sign + ' ' + number(bound.value()));
    }
    return words.toString();
  }

  /** A whole number as such, another with three places. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
