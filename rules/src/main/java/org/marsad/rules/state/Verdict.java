package org.marsad.rules.state;

import java.util.function.DoublePredicate;
import java.util.function.LongPredicate;

/** What is decided when a window closes. */
public sealed interface Verdict {
  /** On the number of events. */
  record OfCount(DoublePredicate holds) implements Verdict {}

  /**
   * On the number of distinct values.
   *
   * @param most how many are told apart; more count as that many
   */
  record OfDistinct(int most, DoublePredicate holds) implements Verdict {}

  /** On what a measure makes of the numbers; without any it does not hold. */
  record OfMeasure(Measure measure, DoublePredicate holds) implements Verdict {}

  /** On the kinds that were seen, a bit each. */
  record OfKinds(LongPredicate holds) implements Verdict {}
}
