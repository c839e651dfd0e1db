package org.marsad.load;

import java.util.Arrays;
import java.util.Locale;

/** Times of one kind of thing, and what is said of them. One thread. */
final class Latencies {
  private final String what;
  private long[] nanos = new long[256];
  private int size;

  Latencies(String what) {
    this.what = what;
  }

  void add(long time) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
    }
    nanos[size++] = time;
  }

  int size() {
    return size;
  }

  /** The time that this part of all, between 0 and 1, does not exceed; in milliseconds. */
  double quantile(double part) {
    if (size == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(size - 1L, (long) (part * size))] / 1e6;
  }

  void print() {
    System.out.printf(
        Locale.ROOT,
        "%-44s p50 %,9.1f ms  p99 %,9.1f ms  longest %,9.1f ms  (%d)%n",
        what,
        quantile(0.5),
        quantile(0.99),
        quantile(1),
        size);
  }
}
