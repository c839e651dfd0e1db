package org.marsad.model.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.marsad.model.expr.Rank;
import org.marsad.model.expr.Value;

/**
 * Something with the ranks of its values, for sorting.
 *
 * @param <T> what is sorted
 */
record Ranked<T>(T item, List<Rank> ranks) {
  /** These in the order of their values. */
  static <T> List<T> sorted(Collection<T> items, Function<T, List<Value>> values) {
    return sorted(items, values, (_, _) -> 0);
  }

  /** These in an order, those that are alike there in the order of their values. */
  static <T> List<T> sorted(
      Collection<T> items, Function<T, List<Value>> values, Comparator<T> first) {
    var ranked = new ArrayList<Ranked<T>>(items.size());
    for (T item : items) {
      ranked.add(new Ranked<>(item, values.apply(item).stream().map(Rank::new).toList()));
    }
    ranked.sort(
        (a, b) -> {
          int order = first.compare(a.item, b.item);
          return order != 0 ? order : a.compareRanks(b);
        });
    var sorted = new ArrayList<T>(ranked.size());
    ranked.forEach(each -> sorted.add(each.item));
    return sorted;
  }

  private int compareRanks(Ranked<T> other) {
    for (int i = 0; i < ranks.size(); i++) {
      int order = ranks.get(i).compareTo(other.ranks.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
