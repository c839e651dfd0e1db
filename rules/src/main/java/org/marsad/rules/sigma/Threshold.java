package org.marsad.rules.sigma;

import java.util.List;

/**
 * What a number must be: all of the bounds hold.
 *
 * @param bounds at least one
 */
public record Threshold(List<Bound> bounds) {
  public Threshold {
    bounds = List.copyOf(bounds);
  }

  /** Whether a number is so. */
  public boolean holds(double value) {
    for (Bound bound : bounds) {
      if (!bound.holds(value)) {
        return false;
      }
    }
    return true;
  }

  /** Whether what holds once goes on to hold as the number grows. */
  public boolean isRising() {
    return bounds.stream().allMatch(bound -> bound.how() == How.GT || bound.how() == How.GTE);
  }

  /** The least whole number from 1 on that is so, where the threshold is rising. */
  public long least() {
    double least = 1;
    for (Bound bound : bounds) {
      double value = bound.value();
      least = Math.max(least, bound.how() == How.GT ? Math.floor(value) + 1 : Math.ceil(value));
    }
    return (long) least;
  }

  /**
   * Whether some number is so.
   *
   * @param isCount whether only whole numbers from 1 on come up
   */
  boolean isPossible(boolean isCount) {
    if (isCount ? holds(1) : holds(0)) {
      return true;
    }
    for (Bound bound : bounds) {
      double value = bound.value();
      for (double near : new double[] {value, Math.nextUp(value), Math.nextDown(value)}) {
        if (!isCount && holds(near)) {
          return true;
        }
      }
      for (double near = Math.floor(value) - 1; near <= Math.ceil(value) + 1; near++) {
        if (near >= 1 && isCount && holds(near)) {
          return true;
        }
      }
    }
    return false;
  }

  /** A whole number above all bounds: from it on numbers are alike. */
  public long enough() {
    double most = 1;
    for (Bound bound : bounds) {
      most = Math.max(most, Math.floor(bound.value()) + 1);
    }
    return (long) most;
  }

  /** How a number compares with a bound. */
  public record Bound(How how, double value) {
    boolean holds(double number) {
      return switch (how) {
        case GT -> number > value;
        case GTE -> number >= value;
        case LT -> number < value;
        case LTE -> number <= value;
        case EQ -> number == value;
        case NEQ -> number != value;
      };
    }
  }

  /** Sigma's words for it. */
  public enum How {
    GT,
    GTE,
    LT,
    LTE,
    EQ,
    NEQ
  }
}
