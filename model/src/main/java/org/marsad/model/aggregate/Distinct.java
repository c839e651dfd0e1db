package org.marsad.model.aggregate;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Value;

/** How many distinct values: exact up to {@link #EXACT}, estimated above, which is told. */
final class Distinct implements Accumulator {
  /** Distinct values that are counted exactly. */
  static final int EXACT = 10_000;

  private static final int SKETCH = 16_400;

  private @Nullable Set<String> exact = new HashSet<>();
  private @Nullable HyperLogLog sketch;
  private long grown;

  @Override
  public void add(Value value, long nanos) {
    for (Value each : value.list()) {
      add(each.text());
    }
  }

  @Override
  public void addTimes(Value value, long times) {
    add(value, Long.MIN_VALUE);
  }

  private void add(String text) {
    if (sketch != null) {
      sketch.add(HyperLogLog.hash(text));
      return;
    }
    Set<String> set = exact;
    if (set != null && set.add(text)) {
      grown += 88 + text.length();
      if (set.size() > EXACT) {
        var estimate = new HyperLogLog();
        set.forEach(each -> estimate.add(HyperLogLog.hash(each)));
        sketch = estimate;
        exact = null;
        grown += SKETCH;
      }
    }
  }

  @Override
  public boolean takesHashes() {
    return sketch != null;
  }

  @Override
  public void addHash(long hash) {
    HyperLogLog estimate = sketch;
    if (estimate == null) {
      Accumulator.super.addHash(hash);
    } else {
      estimate.add(hash);
    }
  }

  @Override
  public Value result() {
    HyperLogLog estimate = sketch;
    if (estimate != null) {
      return Value.of(estimate.estimate());
    }
    return Value.of(exact == null ? 0 : exact.size());
  }

  @Override
  public double error() {
    return sketch == null ? 0 : HyperLogLog.ERROR;
  }

  @Override
  public long grown() {
    long more = grown;
    grown = 0;
    return more;
  }
}
