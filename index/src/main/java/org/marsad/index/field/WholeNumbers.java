package org.marsad.index.field;

import org.apache.lucene.util.NumericUtils;

/**
 * Numbers without a fraction, as columns keep them: a double has all of its bits set somewhere, so
 * that the numbers of a port take 60 bits each as doubles and 16 as what they are. What is read is
 * turned back into the sortable double that everybody else speaks of.
 */
public final class WholeNumbers {
  /** Up to here every whole number is a double of its own. */
  private static final double LIMIT = 1L << 53;

  private WholeNumbers() {}

  /** Whether a number is one, and a double comes back from it: zero below zero does not. */
  public static boolean isWhole(double number) {
    return number >= -LIMIT
        && number <= LIMIT
        && Double.doubleToRawLongBits(number) == Double.doubleToRawLongBits((double) (long) number);
  }

  /** The number of a sortable double that is whole. */
  public static long whole(long sortable) {
    return (long) NumericUtils.sortableLongToDouble(sortable);
  }

  /** The sortable double of a number. */
  public static long sortable(long whole) {
    return NumericUtils.doubleToSortableLong((double) whole);
  }
}
