package org.marsad.model.aggregate;

import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/** How many rows, values, or rows that fit a condition; as a rate, how many a second. */
final class Counting implements Accumulator {
  private final String wanted;
  private long count;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  Counting(String wanted) {
    this.wanted = wanted;
  }

  @Override
  public void add(Value value, long nanos) {
    switch (wanted) {
      case "rows" -> count++;
      case "countif" -> count += value.isTrue() ? 1 : 0;
      default -> count += value.list().size();
    }
    if (nanos != Long.MIN_VALUE) {
      first = Math.min(first, nanos);
      last = Math.max(last, nanos);
    }
  }

  @Override
  public void addTimes(Value value, long times) {
    count +=
        switch (wanted) {
          case "rows" -> times;
          case "countif" -> value.isTrue() ? times : 0;
          default -> value.list().size() * times;
        };
  }

  @Override
  public Value result() {
    if (!wanted.equals("rate")) {
      return Value.of(count);
    }
    return last <= first ? Values.NULL : Value.of(count / ((last - first) / 1e9));
  }
}
