package org.marsad.model.aggregate;

import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/** One of the values: the smallest, the largest, the first or last seen, the earliest or latest. */
final class Picked implements Accumulator {
  private final String wanted;
  private Value best = Values.NULL;
  private Value other = Values.NULL;
  private long at;
  private long idAt;

  Picked(String wanted) {
    this.wanted = wanted;
  }

  @Override
  public void add(Value value, long nanos) {
    addAt(value, nanos, Long.MIN_VALUE);
  }

  @Override
  public void addAt(Value value, long nanos, long id) {
    if (value.isNull()) {
      return;
    }
    switch (wanted) {
      case "first" -> best = best.isNull() ? value : best;
      case "last" -> best = value;
      case "earliest" -> timed(value, nanos, id, best.isNull() || before(value, nanos, id));
      case "latest" -> timed(value, nanos, id, best.isNull() || behind(value, nanos, id));
      default -> value.list().forEach(this::extreme);
    }
  }

  @Override
  public void addTimes(Value value, long times) {
    add(value, Long.MIN_VALUE);
  }

  /**
   * Events of the same time are told apart by their ids, rows without by the value, so that their
   * order does not matter.
   */
  private boolean before(Value value, long nanos, long id) {
    if (nanos != at || id != idAt) {
      return nanos < at || (nanos == at && id < idAt);
    }
    return Value.ORDER.compare(value, best) < 0;
  }

  private boolean behind(Value value, long nanos, long id) {
    if (nanos != at || id != idAt) {
      return nanos > at || (nanos == at && id > idAt);
    }
    return Value.ORDER.compare(value, best) > 0;
  }

  private void timed(Value value, long nanos, long id, boolean better) {
    if (better) {
      best = value;
      at = nanos;
      idAt = id;
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
