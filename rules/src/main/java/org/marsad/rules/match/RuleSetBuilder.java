package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Fold;
import org.marsad.rules.match.FieldPlan.Use;
import org.marsad.rules.match.FieldPlan.Where;
import org.marsad.rules.sigma.Check;
import org.marsad.rules.sigma.Expr;

/** Compiles rules into a {@link RuleSet}. One thread, once. */
final class RuleSetBuilder {
  /** What a test costs that says little: many events pass it. */
  private static final int COMMON = 64;

  private final Map<String, Integer> fields = new LinkedHashMap<>();
  private final List<List<String>> sources = new ArrayList<>();
  private final Map<Expr.Test, Integer> numbers = new LinkedHashMap<>();
  private final List<Expr.Test> asked = new ArrayList<>();
  private final List<Node> conditions = new ArrayList<>();
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
    conditions.add(node(renamed));
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

  private Node node(Expr expr) {
    return switch (expr) {
      case Expr.All all -> new Node.All(all.parts().stream().map(this::node).toList());
      case Expr.Any any -> new Node.Any(any.parts().stream().map(this::node).toList());
      case Expr.Not not -> new Node.Not(node(not.part()));
      case Expr.Test test -> new Node.Leaf(number(test));
    };
  }

  private int number(Expr.Test test) {
    Integer known = numbers.putIfAbsent(test, asked.size());
    if (known != null) {
      return known;
    }
    asked.add(test);
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
      case Expr.Test test -> cost(test) < Integer.MAX_VALUE ? Set.of(number(test)) : null;
    };
  }

  private int cost(@Nullable Set<Integer> tests) {
    if (tests == null) {
      return Integer.MAX_VALUE;
    }
    int sum = 0;
    for (int test : tests) {
      sum += cost(asked.get(test)) * users.get(test);
    }
    return sum;
  }

  /**
   * How often a test may hold, roughly; the largest number if a pass cannot decide it. What many
   * rules ask is common in events too: their cost is this times the number of rules.
   */
  private static int cost(Expr.Test test) {
    if (test.check() instanceof Check.Numeral) {
      return COMMON;
    }
    byte[] literal = literal(test.check());
    return literal.length == 0 ? Integer.MAX_VALUE : Math.max(1, COMMON >> literal.length);
  }

  /** A folded literal that every value has which passes the check; empty if there is none. */
  private static byte[] literal(Check check) {
    return switch (check) {
      case Check.Text text -> Glob.of(text.pattern(), false).longest();
      case Check.Regex regex -> {
        String required = RegexLiterals.required(regex.pattern());
        yield regex.options().contains("x")
            ? RuleSet.NOTHING
            : Fold.text(required).getBytes(StandardCharsets.UTF_8);
      }
      default -> RuleSet.NOTHING;
    };
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
    numbers.forEach(
        (test, number) ->
            tests.add(
                new SetTest(
                    field(test.field()),
                    test.check(),
                    ValueCheck.of(test.check()),
                    kind(test.check()),
                    ints(rules.get(number)))));
    List<List<Integer>> byField = new ArrayList<>();
    sources.forEach(_ -> byField.add(new ArrayList<>()));
    for (int test = 0; test < asked.size(); test++) {
      byField.get(field(asked.get(test).field())).add(test);
    }
    var plans = new ArrayList<FieldPlan>();
    for (int field = 0; field < sources.size(); field++) {
      plans.add(plan(sources.get(field), byField.get(field), table));
    }
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

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static SetTest.Kind kind(Check check) {
    return switch (check) {
      case Check.Numeral _ -> SetTest.Kind.SCANNED;
      case Check.Text text when literal(text).length > 0 ->
          text.cased() ? SetTest.Kind.GUARDED : SetTest.Kind.SCANNED;
      case Check.Regex regex when literal(regex).length > 0 -> SetTest.Kind.GUARDED;
      default -> SetTest.Kind.ASKED;
    };
  }

  private FieldPlan plan(List<String> names, List<Integer> tests, NameTable table) {
    Map<String, Integer> literals = new LinkedHashMap<>();
    List<byte[]> bytes = new ArrayList<>();
    List<List<Use>> uses = new ArrayList<>();
    Map<Double, Integer> numeric = new LinkedHashMap<>();
    for (int number : tests) {
      Check check = asked.get(number).check();
      if (check instanceof Check.Numeral(double value)) {
        numeric.put(value, number);
        continue;
      }
      byte[] literal = literal(check);
      if (literal.length == 0) {
        continue;
      }
      String key = new String(literal, StandardCharsets.ISO_8859_1);
      int at = literals.computeIfAbsent(key, _ -> literals.size());
      if (at == bytes.size()) {
        bytes.add(literal);
        uses.add(new ArrayList<>());
      }
      uses.get(at).add(use(check, number));
    }
    double[] sorted = numeric.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new FieldPlan(
        names.stream().mapToInt(table::number).toArray(),
        names,
        bytes.isEmpty() ? null : Literals.of(bytes),
        uses.stream().map(each -> each.toArray(Use[]::new)).toArray(Use[][]::new),
        sorted,
        Arrays.stream(sorted).mapToInt(value -> numeric.getOrDefault(value, 0)).toArray());
  }

  private static Use use(Check check, int test) {
    if (!(check instanceof Check.Text text) || text.cased()) {
      return new Use(test, null, null);
    }
    Glob glob = Glob.of(text.pattern(), false);
    if (!glob.isLiteral()) {
      return new Use(test, null, glob);
    }
    Where where =
        glob.startsOpen()
            ? glob.endsOpen() ? Where.ANYWHERE : Where.END
            : glob.endsOpen() ? Where.START : Where.WHOLE;
    return new Use(test, where, glob);
  }
}
