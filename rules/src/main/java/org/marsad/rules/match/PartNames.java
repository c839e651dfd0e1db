package org.marsad.rules.match;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.model.rule.RuleWork;
import org.marsad.rules.sigma.Expr;
import org.marsad.rules.sigma.SigmaRule;

/** What the parts of a rule's condition are called: by the selections they are made of. */
record PartNames(List<String> names) {
  static PartNames of(SigmaRule rule) {
    var selections = new IdentityHashMap<Expr, String>();
    rule.selections().forEach((name, part) -> selections.put(part, name));
    List<Expr> parts =
        rule.condition() instanceof Expr.All(List<Expr> all) ? all : List.of(rule.condition());
    var names = new ArrayList<String>();
    for (Expr part : parts) {
      names.add(name(part, selections));
    }
    return new PartNames(names);
  }

  private static String name(Expr part, IdentityHashMap<Expr, String> selections) {
    String selection = selections.get(part);
    if (selection != null) {
      return selection;
    }
    return switch (part) {
      case Expr.Not(Expr inner) -> "not " + name(inner, selections);
      case Expr.Test(String field, _) -> field.isEmpty() ? "keywords" : field;
      case Expr.All(List<Expr> parts) -> joined(parts, " and ", selections);
      case Expr.Any(List<Expr> parts) -> joined(parts, " or ", selections);
    };
  }

  private static String joined(
      List<Expr> parts, String word, IdentityHashMap<Expr, String> selections) {
    List<String> names = parts.stream().map(each -> name(each, selections)).distinct().toList();
    return names.size() <= 3
        ? String.join(word, names)
        : String.join(word, names.subList(0, 3)) + word + "others";
  }

  /** The work with its near misses by name. */
  RuleWork name(RuleWork work, long[] misses) {
    Map<String, Long> named = new TreeMap<>();
    for (int part = 0; part < misses.length; part++) {
      if (misses[part] > 0) {
        named.merge(names.get(part), misses[part], Long::sum);
      }
    }
    return new RuleWork(
        work.readiness(),
        work.blind(),
        work.events(),
        work.candidates(),
        work.matches(),
        named,
        work.nanos(),
        work.lastMatch(),
        work.sources());
  }
}
