package org.marsad.model.aggregate;

import org.marsad.model.expr.Value;

/** Takes the numbers among the values of rows, each of a list by itself. One thread. */
interface OfNumbers extends Accumulator {
  /**
   * Takes a number that came so many times.
   *
   * @param value it, as it was written
   * @param number it, never NaN
   */
  void take(Value value, double number, long times);

  @Override
  default void add(Value value, long nanos) {
    addTimes(value, 1);
  }

  @Override
  default void addTimes(Value value, long times) {
    for (Value each : value.list()) {
      double number = each.number();
      if (!Double.isNaN(number)) {
        take(each, number, times);
      }
    }
  }
}
