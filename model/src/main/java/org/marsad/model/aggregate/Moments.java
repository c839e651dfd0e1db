package org.marsad.model.aggregate;

import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/** Sum, mean and spread of numbers (Welford 1962); whole sums stay whole while they fit. */
final class Moments implements Accumulator {
  private final String wanted;
  private long count;
  private long whole;
  private boolean isWhole = true;
  private double sum;
  private double carry;
  private double mean;
  private double squares;

  Moments(String wanted) {
    this.wanted = wanted;
  }

  @Override
  public void add(Value value, long nanos) {
    for (Value each : value.list()) {
      double number = each.number();
      if (!Double.isNaN(number)) {
        add(each, number);
      }
    }
  }

  private void add(Value value, double number) {
    count++;
    Value parsed = value instanceof Value.Text text ? Value.parse(text.string()) : value;
    if (isWhole && parsed instanceof Value.Whole(long next)) {
      long more = whole + next;
      isWhole = ((whole ^ more) & (next ^ more)) >= 0;
      whole = isWhole ? more : whole;
    } else {
      isWhole = false;
    }
    // Neumaier 1974: what the sum is too coarse for is carried beside it.
    double next = sum + number;
    carry += Math.abs(sum) >= Math.abs(number) ? (sum - next) + number : (number - next) + sum;
    sum = next;
    double delta = number - mean;
    mean += delta / count;
    squares += delta * (number - mean);
  }

  @Override
  public Value result() {
    if (count == 0) {
      return Values.NULL;
    }
    return switch (wanted) {
      case "sum" -> isWhole ? Value.of(whole) : Value.of(sum + carry);
      case "avg" -> Value.of((sum + carry) / count);
      case "var" -> count < 2 ? Values.NULL : Value.of(squares / (count - 1));
      default -> count < 2 ? Values.NULL : Value.of(Math.sqrt(squares / (count - 1)));
    };
  }
}
