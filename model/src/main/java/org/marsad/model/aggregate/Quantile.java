package org.marsad.model.aggregate;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/**
 * A percentile: of all numbers up to {@link #EXACT}, above from logarithmic buckets (DDSketch,
 * Masson, Rim, Lee 2019) whose values are at most {@link #ERROR} off, which is told. Exact ones lie
 * between the two nearest ranks in proportion.
 */
final class Quantile implements OfNumbers {
  /** Numbers that are all kept. */
  static final int EXACT = 10_000;

  static final double ERROR = 0.01;
  private static final double GAMMA = (1 + ERROR) / (1 - ERROR);
  private static final double LOG_GAMMA = Math.log(GAMMA);
  private static final double SMALLEST = 1e-12;

  private final double share;
  private double[] numbers = new double[16];
  private long count;
  private @Nullable TreeMap<Integer, long[]> above;
  private TreeMap<Integer, long[]> below = new TreeMap<>();
  private long zeros;
  private long grown = 160;

  /** Of a share in [0, 1]. */
  Quantile(double share) {
    this.share = share;
  }

  @Override
  public void take(Value value, double number, long times) {
    for (long i = 0; i < times; i++) {
      if (above != null) {
        bucket(number, times - i);
        count += times - i;
        return;
      }
      add(number);
    }
  }

  private void add(double number) {
    if (above != null) {
      bucket(number, 1);
    } else if (count < EXACT) {
      if (count == numbers.length) {
        grown += numbers.length * 8L;
        numbers = Arrays.copyOf(numbers, numbers.length * 2);
      }
      numbers[(int) count] = number;
    } else {
      above = new TreeMap<>();
      for (int i = 0; i < count; i++) {
        bucket(numbers[i], 1);
      }
      numbers = new double[0];
      bucket(number, 1);
    }
    count++;
  }

  private void bucket(double number, long times) {
    TreeMap<Integer, long[]> positive = above;
    if (Math.abs(number) < SMALLEST || positive == null) {
      zeros += times;
      return;
    }
    int index = (int) Math.ceil(Math.log(Math.abs(number)) / LOG_GAMMA);
    (number > 0 ? positive : below).computeIfAbsent(index, _ -> new long[1])[0] += times;
  }

  @Override
  public Value result() {
    if (count == 0) {
      return Values.NULL;
    }
    if (above != null) {
      return Value.of(estimate(above));
    }
    double[] sorted = Arrays.copyOf(numbers, (int) count);
    Arrays.sort(sorted);
    double rank = share * (count - 1);
    int lower = (int) Math.floor(rank);
    int upper = Math.min(lower + 1, (int) count - 1);
    return Value.of(sorted[lower] + (rank - lower) * (sorted[upper] - sorted[lower]));
  }

  private double estimate(NavigableMap<Integer, long[]> positive) {
    long rank = (long) Math.floor(share * (count - 1));
    for (Map.Entry<Integer, long[]> entry : below.descendingMap().entrySet()) {
      rank -= entry.getValue()[0];
      if (rank < 0) {
        return -middle(entry.getKey());
      }
    }
    rank -= zeros;
    if (rank < 0) {
      return 0;
    }
    for (Map.Entry<Integer, long[]> entry : positive.entrySet()) {
      rank -= entry.getValue()[0];
      if (rank < 0) {
        return middle(entry.getKey());
      }
    }
    return middle(positive.lastEntry().getKey());
  }

  private static double middle(int index) {
    return 2 * Math.pow(GAMMA, index) / (GAMMA + 1);
  }

  @Override
  public double error() {
    return above == null ? 0 : ERROR;
  }

  @Override
  public long grown() {
    long more = grown;
    grown = 0;
    return more;
  }
}
