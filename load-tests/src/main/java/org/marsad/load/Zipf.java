package org.marsad.load;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Numbers in [0, count), the first the most frequent: the n-th comes as often as 1/n. */
final class Zipf {
  private final double[] sums;

  Zipf(int count) {
    sums = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
  }

  int draw(SplittableRandom random) {
    int at = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
    return Math.min(at < 0 ? -at - 1 : at, sums.length - 1);
  }
}
