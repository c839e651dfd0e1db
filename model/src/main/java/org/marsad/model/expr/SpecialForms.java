package org.marsad.model.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.marsad.model.query.RegexCompiler;

/** Functions that look at their arguments before those are computed. */
final class SpecialForms {
  static final List<Function> DECLARED =
      List.of(
          form("if", 3, 3, "if(condition, then, else)"),
          form("case", 2, Integer.MAX_VALUE, "case(condition, value, ..., otherwise)"),
          form("coalesce", 1, Integer.MAX_VALUE, "coalesce(a, b, ...): the first that is there"),
          form(
              "all",
              2,
              2,
              "all(field, condition): the condition holds for each value of the field"),
          form("any", 2, 2, "any(field, condition): the condition holds for a value of the field"),
          form("match", 2, 2, "match(text, /regex/)"),
          form("replace", 3, 3, "replace(text, \"old\" or /regex/, \"new\")"),
          form("extract", 2, 3, "extract(text, /regex/, group)"));

  private SpecialForms() {}

  private static Function form(String name, int least, int most, String usage) {
    return new Function(name, least, most, usage, false, (_, _) -> Values.NULL);
  }

  /** Whether a call is one of these. */
  static boolean isOne(String name) {
    return DECLARED.stream().anyMatch(form -> form.name().equals(name));
  }

  static Eval compile(Expr.Call call, Evaluator evaluator) {
    List<Expr> arguments = call.arguments();
    return switch (call.function()) {
      case "if" -> choice(evaluator.compileAll(arguments));
      case "case" -> choice(evaluator.compileAll(arguments));
      case "coalesce" -> coalesce(evaluator.compileAll(arguments));
      case "all" -> each(arguments, evaluator, true);
      case "any" -> each(arguments, evaluator, false);
      case "match" -> match(arguments, evaluator);
      case "replace" -> replace(arguments, evaluator);
      default -> extract(arguments, evaluator);
    };
  }

  private static Eval choice(List<Eval> parts) {
    return row -> {
      int i = 0;
      for (; i + 1 < parts.size(); i += 2) {
        if (parts.get(i).of(row).isTrue()) {
          return parts.get(i + 1).of(row);
        }
      }
      return i < parts.size() ? parts.get(i).of(row) : Values.NULL;
    };
  }

  private static Eval coalesce(List<Eval> parts) {
    return row -> {
      for (Eval part : parts) {
        Value value = part.of(row);
        if (!value.isNull()) {
          return value;
        }
      }
      return Values.NULL;
    };
  }

  /** The condition sees one value of the field at a time; a field that is not there has none. */
  private static Eval each(List<Expr> arguments, Evaluator evaluator, boolean all) {
    Eval list = evaluator.compile(arguments.getFirst());
    String name = arguments.getFirst() instanceof Expr.Name(String field) ? field : "it";
    Eval condition = evaluator.compile(arguments.get(1));
    return row -> {
      List<Value> values = list.of(row).list();
      for (Value value : values) {
        Scope one = other -> other.equals(name) ? value : row.get(other);
        if (condition.of(one).isTrue() != all) {
          return Value.of(!all);
        }
      }
      return Value.of(all && !values.isEmpty());
    };
  }

  private static Eval match(List<Expr> arguments, Evaluator evaluator) {
    Eval text = evaluator.compile(arguments.getFirst());
    RegexCompiler.Regex regex = evaluator.env().regexes().compile(pattern(arguments.get(1)));
    return row -> {
      for (Value value : text.of(row).list()) {
        if (regex.find(value.text())) {
          return Values.TRUE;
        }
      }
      return Values.FALSE;
    };
  }

  private static String pattern(Expr expr) {
    return switch (expr) {
      case Expr.Pattern(String regex) -> regex;
      case Expr.Constant(Value value) -> value.text();
      default ->
          throw new IllegalArgumentException("a regex is written out, not computed: " + expr);
    };
  }

  private static Eval replace(List<Expr> arguments, Evaluator evaluator) {
    Eval text = evaluator.compile(arguments.getFirst());
    Eval with = evaluator.compile(arguments.get(2));
    if (!(arguments.get(1) instanceof Expr.Pattern(String regex))) {
      Eval old = evaluator.compile(arguments.get(1));
      return row -> {
        String what = old.of(row).text();
        String by = with.of(row).text();
        return map(text.of(row), each -> what.isEmpty() ? each : each.replace(what, by));
      };
    }
    RegexCompiler.Groups groups = evaluator.env().regexes().groups(regex);
    return row -> {
      String by = with.of(row).text();
      return map(text.of(row), each -> replace(each, groups, by));
    };
  }

  private static Value map(Value value, UnaryOperator<String> change) {
    var changed = new ArrayList<Value>();
    for (Value each : value.list()) {
      changed.add(Value.of(change.apply(each.text())));
    }
    return Value.of(changed);
  }

  /** {@code $1} to {@code $9} and {@code \1} to {@code \9} stand for groups, {@code $0} for all. */
  private static String replace(String text, RegexCompiler.Groups groups, String by) {
    var out = new StringBuilder();
    int from = 0;
    int next = 0;
    int[] places = groups.find(text, next);
    while (places != null && out.length() <= TextFunctions.MAX_TEXT) {
      out.append(text, from, places[0]);
      for (int i = 0; i < by.length(); i++) {
        char c = by.charAt(i);
        int group = i + 1 < by.length() && (c == '$' || c == '\\') ? by.charAt(i + 1) - '0' : -1;
        if (group >= 0 && group < 10 && 2 * group < places.length) {
          out.append(text, Math.max(0, places[2 * group]), Math.max(0, places[2 * group + 1]));
          i++;
        } else {
          out.append(c);
        }
      }
      from = places[1];
      next = places[1] > places[0] ? places[1] : places[1] + 1;
      places = next <= text.length() ? groups.find(text, next) : null;
    }
    return out.append(text, from, text.length()).toString();
  }

  private static Eval extract(List<Expr> arguments, Evaluator evaluator) {
    Eval text = evaluator.compile(arguments.getFirst());
    RegexCompiler.Groups groups = evaluator.env().regexes().groups(pattern(arguments.get(1)));
    Eval which = arguments.size() > 2 ? evaluator.compile(arguments.get(2)) : null;
    return row -> {
      String string = text.of(row).text();
      int[] places = groups.find(string, 0);
      double wanted = which == null ? Math.min(1, groups.names().size()) : which.of(row).number();
      int group = Double.isNaN(wanted) ? 0 : (int) wanted;
      if (places == null || group < 0 || 2 * group >= places.length || places[2 * group] < 0) {
        return Values.NULL;
      }
      return Value.of(string.substring(places[2 * group], places[2 * group + 1]));
    };
  }
}
