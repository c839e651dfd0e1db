package org.marsad.rules.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Schema;
import org.marsad.rules.sigma.Check;
import org.marsad.rules.sigma.Expr;

/** Compiles rules into a {@link RuleSet}. One thread, once. */
final class RuleSetBuilder {
  private final Map<String, Integer> fields = new LinkedHashMap<>();
  private final List<List<String>> sources = new ArrayList<>();
  private final Map<Expr.Test, Integer> numbers = new LinkedHashMap<>();
  private final List<Asked> asked = new ArrayList<>();
  private final List<Judgement> conditions = new ArrayList<>();
  private final List<Expr> exprs = new ArrayList<>();
  private final List<Integer> users = new ArrayList<>();
  private final List<Integer> order = new ArrayList<>();
  private final List<Map<String, Integer>> picks = new ArrayList<>();

  /**
   * Adds a rule.
   *
   * @param number its number among all rules
   * @param renames the names of its fields in the events of this set
   * @param picked fields whose values are told where it holds
   */
  void add(
      int number, Expr condition, Map<String, List<String>> renames, Collection<String> picked) {
    Expr renamed = rename(condition, renames);
    conditions.add(judgement(renamed));
    exprs.add(renamed);
    var own = new LinkedHashSet<Integer>();
    collect(renamed, own);
    own.forEach(test -> users.set(test, users.get(test) + 1));
    order.add(number);
    Map<String, Integer> pick = new LinkedHashMap<>();
    picked.forEach(name -> pick.put(name, field(renamed(name, renames))));
    picks.add(pick);
  }

  /** A field under other names is another field, named by all of them. */
  private Expr rename(Expr expr, Map<String, List<String>> renames) {
    return switch (expr) {
      case Expr.All all -> new Expr.All(all.parts().stream().map(e -> rename(e, renames)).toList());
      case Expr.Any any -> new Expr.Any(any.parts().stream().map(e -> rename(e, renames)).toList());
      case Expr.Not not -> new Expr.Not(rename(not.part(), renames));
      case Expr.Test(
              String field,
              Check.Reference(String other, Check.Place place, boolean cased)) ->
          new Expr.Test(
              renamed(field, renames), new Check.Reference(renamed(other, renames), place, cased));
      case Expr.Test test -> new Expr.Test(renamed(test.field(), renames), test.check());
    };
  }

  private String renamed(String field, Map<String, List<String>> renames) {
    List<String> names =
        field.equals(Expr.Test.ANYWHERE) ? List.of() : renames.getOrDefault(field, List.of(field));
    String whole = String.join(" | ", names);
    if (fields.putIfAbsent(whole, fields.size()) == null) {
      sources.add(names);
    }
    return whole;
  }

  private Judgement judgement(Expr expr) {
    if (!(expr instanceof Expr.All(List<Expr> parts))) {
      return new Judgement(node(expr), new int[] {0});
    }
    Node[] nodes = parts.stream().map(this::node).toArray(Node[]::new);
    int[] order =
        IntStream.range(0, nodes.length)
            .boxed()
            .sorted(Comparator.comparingInt(part -> effort(nodes[part])))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Judgement(new Node.All(nodes), order);
  }

  private Node node(Expr expr) {
    return switch (expr) {
      case Expr.All all -> new Node.All(nodes(all.parts()));
      case Expr.Any any -> any(nodes(any.parts()));
      case Expr.Not not -> new Node.Not(node(not.part()));
      case Expr.Test test -> new Node.Leaf(number(test));
    };
  }

  /** Cheap ones first. */
  private Node[] nodes(List<Expr> parts) {
    return parts.stream()
        .map(this::node)
        .sorted(Comparator.comparingInt(this::effort))
        .toArray(Node[]::new);
  }

  private static Node any(Node[] parts) {
    int[] tests = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      if (!(parts[i] instanceof Node.Leaf(int test))) {
        return new Node.Any(parts);
      }
      tests[i] = test;
    }
    return new Node.AnyTest(tests);
  }

  /** How much work it may be to decide. */
  private int effort(Node node) {
    return switch (node) {
      case Node.All(Node[] parts) -> most(parts);
      case Node.Any(Node[] parts) -> most(parts);
      case Node.AnyTest(int[] tests) ->
          Arrays.stream(tests).map(test -> asked.get(test).effort()).max().orElse(0);
      case Node.Not(Node part) -> effort(part);
      case Node.Leaf(int test) -> asked.get(test).effort();
    };
  }

  private int most(Node[] parts) {
    return Arrays.stream(parts).mapToInt(this::effort).max().orElse(0);
  }

  private int number(Expr.Test test) {
    Integer known = numbers.get(test);
    if (known != null) {
      return known;
    }
    numbers.put(test, asked.size());
    asked.add(Asked.of(test));
    users.add(0);
    return asked.size() - 1;
  }

  private void collect(Expr expr, Set<Integer> tests) {
    switch (expr) {
      case Expr.All all -> all.parts().forEach(part -> collect(part, tests));
      case Expr.Any any -> any.parts().forEach(part -> collect(part, tests));
      case Expr.Not not -> collect(not.part(), tests);
      case Expr.Test test -> tests.add(number(test));
    }
  }

  /** Tests of which one holds wherever the condition does; null if there are none. */
  private @Nullable Set<Integer> access(Expr expr) {
    return switch (expr) {
      case Expr.All all ->
          all.parts().stream()
              .map(this::access)
              .filter(set -> set != null)
              .min(Comparator.comparingInt(this::cost))
              .orElse(null);
      case Expr.Any any -> {
        var union = new LinkedHashSet<Integer>();
        for (Expr part : any.parts()) {
          Set<Integer> one = access(part);
          if (one == null) {
            yield null;
          }
          union.addAll(one);
        }
        yield union;
      }
      case Expr.Not _ -> null;
      case Expr.Test test -> {
        int number = number(test);
        yield asked.get(number).cost() < Integer.MAX_VALUE ? Set.of(number) : null;
      }
    };
  }

  private int cost(@Nullable Set<Integer> tests) {
    if (tests == null) {
      return Integer.MAX_VALUE;
    }
    int sum = 0;
    for (int test : tests) {
      sum += asked.get(test).cost() * users.get(test);
    }
    return sum;
  }

  RuleSet build(Schema schema) {
    var names = new LinkedHashSet<String>();
    sources.forEach(names::addAll);
    var table = new NameTable(schema, List.copyOf(names));
    List<List<Integer>> rules = new ArrayList<>();
    asked.forEach(_ -> rules.add(new ArrayList<>()));
    var always = new ArrayList<Integer>();
    for (int rule = 0; rule < conditions.size(); rule++) {
      Set<Integer> tests = access(exprs.get(rule));
      if (tests == null) {
        always.add(rule);
      } else {
        for (int test : tests) {
          rules.get(test).add(rule);
        }
      }
    }
    var tests = new ArrayList<SetTest>();
    var fieldPlans = new ArrayList<FieldPlanBuilder>();
    sources.forEach(source -> fieldPlans.add(new FieldPlanBuilder(source)));
    for (int number = 0; number < asked.size(); number++) {
      Asked one = asked.get(number);
      Check check = one.test().check();
      int field = field(one.test().field());
      one.enter(fieldPlans.get(field), number);
      tests.add(
          new SetTest(field, check, ValueCheck.of(check), one.kind(), ints(rules.get(number))));
    }
    var plans = new ArrayList<FieldPlan>();
    fieldPlans.forEach(plan -> plans.add(plan.build(table)));
    return new RuleSet(
        schema, table, fields, plans, tests, conditions, ints(always), ints(order), picks);
  }

  private int field(String name) {
    Integer field = fields.get(name);
    if (field == null) {
      throw new IllegalStateException(name);
    }
    return field;
  }

  static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
