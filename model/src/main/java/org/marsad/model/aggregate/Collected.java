package org.marsad.model.aggregate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/** The values themselves, each once and sorted or all in their order, or the most frequent one. */
final class Collected implements Accumulator {
  /** Values kept at most. */
  static final int MOST = 1_000;

  /** Distinct values that mode counts at most. */
  private static final int MOST_COUNTED = 10_000;

  private final String wanted;
  private final int most;
  private final Map<String, Seen> seen = new LinkedHashMap<>();
  private final List<Value> list = new ArrayList<>();
  private boolean cut;
  private long grown;

  Collected(String wanted, double most) {
    this.wanted = wanted;
    this.most = most > 0 ? (int) most : wanted.equals("mode") ? MOST_COUNTED : MOST;
  }

  private static final class Seen {
    private final Value value;
    private long count;

    Seen(Value value) {
      this.value = value;
    }
  }

  @Override
  public void add(Value value, long nanos) {
    for (Value each : value.list()) {
      if (wanted.equals("list")) {
        list(each);
      } else {
        count(each, 1);
      }
    }
  }

  @Override
  public void addTimes(Value value, long times) {
    if (wanted.equals("list")) {
      Accumulator.super.addTimes(value, times);
    } else {
      value.list().forEach(each -> count(each, times));
    }
  }

  private void list(Value value) {
    if (list.size() >= most) {
      cut = true;
      return;
    }
    list.add(value);
    grown += value.weight() + 8;
  }

  private void count(Value value, long times) {
    Seen known = seen.get(value.text());
    if (known == null) {
      if (seen.size() >= most) {
        cut = true;
        return;
      }
      known = new Seen(value);
      seen.put(value.text(), known);
      grown += value.weight() + 120;
    }
    known.count += times;
  }

  @Override
  public Value result() {
    Collection<Seen> all = seen.values();
    return switch (wanted) {
      case "list" -> Value.of(new ArrayList<>(list));
      case "mode" -> mode(all);
      default -> Value.of(all.stream().map(s -> s.value).sorted(Value.ORDER).toList());
    };
  }

  private static Value mode(Collection<Seen> all) {
    Value best = Values.NULL;
    long count = 0;
    for (Seen each : all) {
      boolean tie = each.count == count && Value.ORDER.compare(each.value, best) < 0;
      if (each.count > count || tie) {
        best = each.value;
        count = each.count;
      }
    }
    return best;
  }

  @Override
  public boolean isCut() {
    return cut;
  }

  @Override
  public long grown() {
    long more = grown;
    grown = 0;
    return more;
  }
}
