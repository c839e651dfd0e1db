package org.marsad.rules.keyed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marsad.rules.pack.Rule;

/** Puts correlations of several packs behind those that they name. */
public final class GroupedOrder {
  private final Map<String, Rule.Grouped> all = new LinkedHashMap<>();
  private final Set<String> begun = new HashSet<>();
  private final Set<String> done = new HashSet<>();
  private final List<Rule.Grouped> sorted = new ArrayList<>();

  private GroupedOrder() {}

  /**
   * The same ones, each behind those that it names, otherwise in the order they have.
   *
   * @throws IllegalArgumentException if some name each other in a circle
   */
  public static List<Rule.Grouped> sorted(Collection<Rule.Grouped> rules) {
    var order = new GroupedOrder();
    rules.forEach(rule -> order.all.put(rule.meta().id(), rule));
    rules.forEach(order::visit);
    return order.sorted;
  }

  private void visit(Rule.Grouped rule) {
    String id = rule.meta().id();
    if (done.contains(id)) {
      return;
    }
    if (!begun.add(id)) {
      throw new IllegalArgumentException(
          "correlations name each other in a circle: " + rule.meta().title());
    }
    for (String inner : rule.correlation().rules()) {
      Rule.Grouped named = all.get(inner);
      if (named != null) {
        visit(named);
      }
    }
    done.add(id);
    sorted.add(rule);
  }
}
