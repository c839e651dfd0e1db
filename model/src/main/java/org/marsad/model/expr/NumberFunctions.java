package org.marsad.model.expr;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Functions of numbers, and of whether a value is there and what it is. */
final class NumberFunctions {
  static final List<Function> ALL =
      List.of(
          one("abs", Math::abs),
          one("ceil", Math::ceil),
          one("floor", Math::floor),
          one("sqrt", Math::sqrt),
          one("exp", Math::exp),
          one("ln", Math::log),
          new Function(
              "log",
              1,
              2,
              "log(x, base), base 10 if not given",
              true,
              (a, _) ->
                  Value.of(
                      a.size() > 1
                          ? Math.log(a.get(0).number()) / Math.log(a.get(1).number())
                          : Math.log10(a.get(0).number()))),
          two("pow", Math::pow),
          new Function("round", 1, 2, "round(x, digits)", true, (a, _) -> round(a)),
          new Function(
              "min", 1, Integer.MAX_VALUE, "min(a, b, ...)", false, (a, _) -> extreme(a, -1)),
          new Function(
              "max", 1, Integer.MAX_VALUE, "max(a, b, ...)", false, (a, _) -> extreme(a, 1)),
          new Function("isnull", 1, 1, "isnull(x)", false, (a, _) -> Value.of(a.get(0).isNull())),
          new Function(
              "isnotnull", 1, 1, "isnotnull(x)", false, (a, _) -> Value.of(!a.get(0).isNull())),
          new Function(
              "nullif",
              2,
              2,
              "nullif(a, b): a, or missing if both are equal",
              false,
              (a, _) -> Evaluator.isEqual(a.get(0), a.get(1)) ? Values.NULL : a.get(0)),
          new Function(
              "isnum",
              1,
              1,
              "isnum(x): whether it reads as a number",
              false,
              (a, _) -> Value.of(!Double.isNaN(a.get(0).number()))),
          new Function("typeof", 1, 1, "typeof(x)", false, (a, _) -> Value.of(kind(a.get(0)))),
          new Function("tonumber", 1, 2, "tonumber(text, base)", true, (a, _) -> number(a)),
          new Function("tobool", 1, 1, "tobool(text)", true, (a, _) -> truth(a.get(0))));

  private NumberFunctions() {}

  private static Function one(String name, DoubleUnaryOperator body) {
    return new Function(
        name, 1, 1, name + "(x)", true, (a, _) -> Value.of(body.applyAsDouble(a.get(0).number())));
  }

  private static Function two(String name, DoubleBinaryOperator body) {
    return new Function(
        name,
        2,
        2,
        name + "(x, y)",
        true,
        (a, _) -> Value.of(body.applyAsDouble(a.get(0).number(), a.get(1).number())));
  }

  private static Value round(List<Value> a) {
    double number = a.get(0).number();
    double digits = a.size() > 1 ? a.get(1).number() : 0;
    if (Double.isNaN(number) || Double.isNaN(digits) || Math.abs(digits) > 18) {
      return Values.NULL;
    }
    return Value.of(
        new BigDecimal(Double.toString(number))
            .setScale((int) digits, RoundingMode.HALF_UP)
            .doubleValue());
  }

  private static Value extreme(List<Value> a, int sign) {
    Value best = Values.NULL;
    for (Value argument : a) {
      for (Value value : argument.list()) {
        if (best.isNull() || Integer.signum(Value.ORDER.compare(value, best)) == sign) {
          best = value;
        }
      }
    }
    return best;
  }

  private static String kind(Value value) {
    return switch (value) {
      case Value.None _ -> "null";
      case Value.Text _ -> "text";
      case Value.Whole _, Value.Real _ -> "number";
      case Value.Truth _ -> "boolean";
      case Value.Moment _ -> "time";
      case Value.Many _ -> "list";
    };
  }

  private static Value number(List<Value> a) {
    String text = a.get(0).text().strip();
    double base = a.size() > 1 ? a.get(1).number() : 10;
    boolean hex = a.size() == 1 && text.toLowerCase(Locale.ROOT).startsWith("0x");
    if (!hex && base == 10) {
      double number = a.get(0) instanceof Value.Text ? Value.of(text).number() : a.get(0).number();
      Value parsed = Value.parse(text);
      return parsed.isNumber() ? parsed : Value.of(number);
    }
    try {
      String digits = hex || (base == 16 && text.startsWith("0x")) ? text.substring(2) : text;
      return Value.of(Long.parseLong(digits, hex ? 16 : (int) base));
    } catch (NumberFormatException _) {
      return Values.NULL;
    }
  }

  private static Value truth(Value value) {
    return switch (value.text().toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "t", "y" -> Values.TRUE;
      case "false", "0", "no", "f", "n" -> Values.FALSE;
      default -> Values.NULL;
    };
  }
}
