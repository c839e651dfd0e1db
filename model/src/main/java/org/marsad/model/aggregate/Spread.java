package org.marsad.model.aggregate;

import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/**
 * Variance or standard deviation of a sample. Sums of the differences to the first number and of
 * their squares are held in pairs of doubles (Dekker 1971; Ogita, Rump, Oishi 2005), some 100 bits,
 * so that the result is the same in whatever order numbers come, and 0 where all are the same.
 */
final class Spread implements OfNumbers {
  private final boolean root;
  private final Pair sum = new Pair();
  private final Pair squares = new Pair();
  private long count;
  private double shift;

  /**
   * Of nothing yet.
   *
   * @param root whether the deviation is wanted
   */
  Spread(boolean root) {
    this.root = root;
  }

  @Override
  public void take(Value value, double number, long times) {
    shift = count == 0 ? number : shift;
    count += times;
    double weight = (double) times;
    // The difference is exactly high + low.
    double high = number - shift;
    double part = high - number;
    double low = (number - (high - part)) + (-shift - part);
    sum.addProduct(high, weight);
    sum.addProduct(low, weight);
    double square = high * high;
    double rest = Math.fma(high, high, -square) + 2 * high * low;
    squares.addProduct(square, weight);
    squares.addProduct(rest, weight);
  }

  @Override
  public Value result() {
    if (count < 2) {
      return Values.NULL;
    }
    // The squares less sum * sum / count.
    double n = (double) count;
    double mean = sum.high / n;
    double exact = mean * n;
    double rest = (sum.high - exact - Math.fma(mean, n, -exact) + sum.low) / n;
    var around = new Pair();
    around.add(squares.high, squares.low);
    around.addProduct(-mean, sum.high);
    around.addProduct(-mean, sum.low);
    around.addProduct(-rest, sum.high);
    double variance = Math.max(0, (around.high + around.low) / (n - 1));
    return Value.of(root ? Math.sqrt(variance) : variance);
  }

  /** The sum of two doubles, the second of which is what the first is too coarse for. */
  private static final class Pair {
    private double high;
    private double low;

    void addProduct(double a, double b) {
      double product = a * b;
      add(product, Math.fma(a, b, -product));
    }

    void add(double moreHigh, double moreLow) {
      double next = high + moreHigh;
      double part = next - high;
      double error = (high - (next - part)) + (moreHigh - part) + low + moreLow;
      high = next + error;
      low = error - (high - next);
    }
  }
}
