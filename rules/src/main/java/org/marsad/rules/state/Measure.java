package org.marsad.rules.state;

/** What is made of the numbers in a window. */
public sealed interface Measure {
  /** All added up. */
  record Sum() implements Measure {}

  /** Their mean. */
  record Average() implements Measure {}

  /**
   * The number that so many in a hundred are not above, interpolated between neighbours.
   *
   * @param rank 0 to 100; 50 is the median
   */
  record Percentile(double rank) implements Measure {
    public Percentile {
      if (!(rank >= 0 && rank <= 100)) {
        throw new IllegalArgumentException("a percentile is 0 to 100: " + rank);
      }
    }
  }
}
