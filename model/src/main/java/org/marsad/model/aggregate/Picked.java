package org.marsad.model.aggregate;

import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/** One of the values: the smallest, the largest, the first or last seen, the earliest or latest. */
final class Picked implements Accumulator {
  private final String wanted;
  private Value best = Values.NULL;
  private Value other = Values.NULL;
  private long at;

  Picked(String wanted) {
    this.wanted = wanted;
  }

  @Override
  public void add(Value value, long nanos) {
    if (value.isNull()) {
      return;
    }
    switch (wanted) {
      case "first" -> best = best.isNull() ? value : best;
      case "last" -> best = value;
      case "earliest" -> timed(value, nanos, best.isNull() || before(value, nanos));
      case "latest" -> timed(value, nanos, best.isNull() || behind(value, nanos));
      default -> value.list().forEach(this::extreme);
    }
  }

  @Override
  public void addTimes(Value value, long times) {
    add(value, Long.MIN_VALUE);
  }

  /** Rows of the same time are told apart by the value, so that their order does not matter. */
  private boolean before(Value value, long nanos) {
    return nanos < at || (nanos == at && Value.ORDER.compare(value, best) < 0);
  }

  private boolean behind(Value value, long nanos) {
    return nanos > at || (nanos == at && Value.ORDER.compare(value, best) > 0);
  }

  private void timed(Value value, long nanos, boolean better) {
    if (better) {
      best = value;
      at = nanos;
    }
  }

  private void extreme(Value value) {
    if (best.isNull() || Value.ORDER.compare(value, best) < 0) {
      best = value;
    }
    if (other.isNull() || Value.ORDER.compare(value, other) > 0) {
      other = value;
    }
  }

  @Override
  public Value result() {
    return switch (wanted) {
      case "max" -> other;
      case "range" -> Value.of(other.number() - best.number());
      default -> best;
    };
  }
}
