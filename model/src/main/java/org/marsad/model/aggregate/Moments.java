package org.marsad.model.aggregate;

import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/** Sum and mean of numbers; whole sums stay whole while they fit. */
final class Moments implements OfNumbers {
  /** Whole numbers below are exact as doubles. */
  private static final double EXACT = 0x1p53;

  private final String wanted;
  private long count;
  private long whole;
  private boolean isWhole = true;
  private double sum;
  private double carry;

  Moments(String wanted) {
    this.wanted = wanted;
  }

  @Override
  public void take(Value value, double number, long times) {
    count += times;
    Value parsed = value instanceof Value.Text text ? Value.parse(text.string()) : value;
    double part = number * times;
    boolean known = Math.rint(number) == number && Math.abs(part) < EXACT;
    if (isWhole && parsed instanceof Value.Whole(long next)) {
      addWhole(next, times);
    } else {
      isWhole = false;
    }
    if (known) {
      sum(part);
    } else {
      // One by one, as they would have come.
      for (long i = 0; i < times; i++) {
        sum(number);
      }
    }
  }

  @Override
  public void addSum(long part, long numbers) {
    count += numbers;
    if (isWhole) {
      addWhole(part, 1);
    }
    sum((double) part);
  }

  private void addWhole(long next, long times) {
    try {
      whole = Math.addExact(whole, Math.multiplyExact(next, times));
    } catch (ArithmeticException _) {
      isWhole = false;
    }
  }

  /** Neumaier 1974: what the sum is too coarse for is carried beside it. */
  private void sum(double part) {
    double next = sum + part;
    carry += Math.abs(sum) >= Math.abs(part) ? (sum - next) + part : (part - next) + sum;
    sum = next;
  }

  @Override
  public Value result() {
    if (count == 0) {
      return Values.NULL;
    }
    return switch (wanted) {
      case "sum" -> isWhole ? Value.of(whole) : Value.of(sum + carry);
      default -> Value.of((sum + carry) / count);
    };
  }
}
