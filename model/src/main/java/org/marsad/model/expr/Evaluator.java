package org.marsad.model.expr;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Glob;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.query.Tokens;
import org.marsad.model.query.WildcardPattern;

/**
 * Compiles expressions. Comparisons with what is missing are false; of several values it is enough
 * that one passes. Arithmetic with what is missing or no number is missing.
 *
 * @param env what the expressions depend on
 */
public record Evaluator(Env env) {
  private static final double NANOS = 1e9;

  /**
   * Compiles an expression.
   *
   * @throws IllegalArgumentException if a regex of it is none
   */
  public Eval compile(Expr expr) {
    return switch (expr) {
      case Expr.Constant(Value value) -> _ -> value;
      case Expr.Span(long nanos) -> {
        Value seconds = Value.of(nanos / NANOS);
        yield _ -> seconds;
      }
      case Expr.Name(String name) -> row -> row.get(name);
      case Expr.Pattern(String regex) -> {
        Value text = Value.of(regex);
        yield _ -> text;
      }
      case Expr.Not(Expr operand) -> {
        Eval inner = compile(operand);
        yield row -> Value.of(!inner.of(row).isTrue());
      }
      case Expr.Minus(Expr operand) -> {
        Eval inner = compile(operand);
        yield row -> Value.of(-inner.of(row).number());
      }
      case Expr.In(Expr operand, List<Expr> list) -> in(compile(operand), compileAll(list));
      case Expr.Call call ->
          SpecialForms.isOne(call.function()) ? SpecialForms.compile(call, this) : call(call);
      case Expr.Binary binary -> binary(binary);
    };
  }

  List<Eval> compileAll(List<Expr> list) {
    return list.stream().map(this::compile).toList();
  }

  private static Eval in(Eval operand, List<Eval> list) {
    return row -> {
      Value value = operand.of(row);
      for (Eval each : list) {
        if (anyPair(value, each.of(row), Evaluator::isEqual)) {
          return Values.TRUE;
        }
      }
      return Values.FALSE;
    };
  }

  private Eval call(Expr.Call call) {
    Function function = Functions.find(call.function());
    if (function == null) {
      throw new IllegalArgumentException("there is no function " + call.function());
    }
    List<Eval> arguments = compileAll(call.arguments());
    return row -> {
      var values = new ArrayList<Value>(arguments.size());
      for (Eval argument : arguments) {
        Value value = argument.of(row);
        if (function.strict() && value.isNull()) {
          return Values.NULL;
        }
        values.add(value);
      }
      if (!function.strict()
          || values.isEmpty()
          || !(values.getFirst() instanceof Value.Many many)) {
        return function.body().of(values, env);
      }
      var results = new ArrayList<Value>(many.values().size());
      for (Value each : many.values()) {
        values.set(0, each);
        results.add(function.body().of(values, env));
      }
      return Value.of(results);
    };
  }

  private Eval binary(Expr.Binary binary) {
    BinaryOperator operator = binary.operator();
    if (operator == BinaryOperator.MATCHES
        && binary.right() instanceof Expr.Pattern(String regex)) {
      return matches(compile(binary.left()), env.regexes().compile(regex));
    }
    Eval left = compile(binary.left());
    Eval right = compile(binary.right());
    return switch (operator) {
      case OR -> row -> Value.of(left.of(row).isTrue() || right.of(row).isTrue());
      case AND -> row -> Value.of(left.of(row).isTrue() && right.of(row).isTrue());
      case XOR -> row -> Value.of(left.of(row).isTrue() != right.of(row).isTrue());
      case EQUAL -> compare(left, right, Evaluator::isEqual);
      case UNEQUAL -> compare(left, right, (a, b) -> !isEqual(a, b));
      case ALIKE -> compare(left, right, Evaluator::isAlike);
      case UNLIKE -> compare(left, right, (a, b) -> !isAlike(a, b));
      case BELOW -> compare(left, right, (a, b) -> isOrdered(a, b) && order(a, b) < 0);
      case AT_MOST -> compare(left, right, (a, b) -> isOrdered(a, b) && order(a, b) <= 0);
      case ABOVE -> compare(left, right, (a, b) -> isOrdered(a, b) && order(a, b) > 0);
      case AT_LEAST -> compare(left, right, (a, b) -> isOrdered(a, b) && order(a, b) >= 0);
      case CONTAINS -> compare(left, right, (a, b) -> folded(a).contains(folded(b)));
      case STARTS_WITH -> compare(left, right, (a, b) -> folded(a).startsWith(folded(b)));
      case ENDS_WITH -> compare(left, right, (a, b) -> folded(a).endsWith(folded(b)));
      case HAS -> compare(left, right, Evaluator::has);
      case LIKE -> like(left, right, binary.right());
      case MATCHES ->
          row ->
              Value.of(
                  anyPair(
                      left.of(row),
                      right.of(row),
                      (a, b) -> env.regexes().compile(b.text()).find(a.text())));
      case PLUS -> row -> plus(left.of(row), right.of(row));
      case MINUS -> row -> minus(left.of(row), right.of(row));
      case TIMES -> row -> times(left.of(row), right.of(row));
      case OVER -> row -> Value.of(left.of(row).number() / right.of(row).number());
      case MODULO -> row -> Value.of(left.of(row).number() % right.of(row).number());
    };
  }

  private static Eval matches(Eval left, RegexCompiler.Regex regex) {
    return row -> {
      for (Value value : left.of(row).list()) {
        if (regex.find(value.text())) {
          return Values.TRUE;
        }
      }
      return Values.FALSE;
    };
  }

  private static Eval like(Eval left, Eval right, Expr pattern) {
    if (!(pattern instanceof Expr.Constant(Value value))) {
      return compare(left, right, (a, b) -> glob(b.text()).fits(a));
    }
    Like compiled = glob(value.text());
    return row -> {
      for (Value each : left.of(row).list()) {
        if (compiled.fits(each)) {
          return Values.TRUE;
        }
      }
      return Values.FALSE;
    };
  }

  private static Like glob(String pattern) {
    var parts = new ArrayList<WildcardPattern.Part>();
    var literal = new StringBuilder();
    for (int i = 0; i <= pattern.length(); i++) {
      char c = i < pattern.length() ? pattern.charAt(i) : 0;
      boolean wild = c == '*' || c == '?';
      if ((wild || i == pattern.length()) && !literal.isEmpty()) {
        parts.add(new WildcardPattern.Literal(literal.toString()));
        literal.setLength(0);
      }
      if (wild) {
        parts.add(c == '*' ? new WildcardPattern.Run() : new WildcardPattern.One());
      } else if (i < pattern.length()) {
        boolean escape = c == '\\' && i + 1 < pattern.length();
        literal.append(escape ? pattern.charAt(++i) : c);
      }
    }
    return new Like(new Glob(new WildcardPattern(parts)));
  }

  private record Like(Glob glob) {
    boolean fits(Value value) {
      byte[] bytes = folded(value).getBytes(StandardCharsets.UTF_8);
      return glob.matches(bytes, 0, bytes.length);
    }
  }

  /** Compares two single values that are there. */
  @FunctionalInterface
  private interface Test {
    boolean holds(Value a, Value b);
  }

  private static Eval compare(Eval left, Eval right, Test test) {
    return row -> Value.of(anyPair(left.of(row), right.of(row), test));
  }

  private static boolean anyPair(Value left, Value right, Test test) {
    if (left.isNull() || right.isNull()) {
      return false;
    }
    if (!(left instanceof Value.Many) && !(right instanceof Value.Many)) {
      return test.holds(left, right);
    }
    for (Value a : left.list()) {
      for (Value b : right.list()) {
        if (test.holds(a, b)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Numbers equal the texts that read as them; texts equal texts exactly. */
  static boolean isEqual(Value a, Value b) {
    if (a instanceof Value.Text(String left) && b instanceof Value.Text(String right)) {
      return left.equals(right);
    }
    if (a instanceof Value.Whole(long left) && b instanceof Value.Whole(long right)) {
      return left == right;
    }
    if (a instanceof Value.Moment || b instanceof Value.Moment) {
      long left = TimeFunctions.nanos(a);
      return left != TimeFunctions.NO_TIME && left == TimeFunctions.nanos(b);
    }
    if (a.isNumber() || b.isNumber()) {
      return a.number() == b.number();
    }
    return a.text().equals(b.text());
  }

  private static boolean isAlike(Value a, Value b) {
    return isEqual(a, b) || folded(a).equals(folded(b));
  }

  private static boolean isOrdered(Value a, Value b) {
    if (a instanceof Value.Moment || b instanceof Value.Moment) {
      return TimeFunctions.nanos(a) != TimeFunctions.NO_TIME
          && TimeFunctions.nanos(b) != TimeFunctions.NO_TIME;
    }
    // A number and a text that is none have no order.
    return (!a.isNumber() && !b.isNumber())
        || !(Double.isNaN(a.number()) || Double.isNaN(b.number()));
  }

  private static int order(Value a, Value b) {
    if (a instanceof Value.Moment || b instanceof Value.Moment) {
      return Long.compare(TimeFunctions.nanos(a), TimeFunctions.nanos(b));
    }
    double left = a.number();
    double right = b.number();
    boolean numbers = !Double.isNaN(left) && !Double.isNaN(right);
    // Long whole numbers are told apart by the order of values alone.
    boolean whole = a instanceof Value.Whole && b instanceof Value.Whole;
    return numbers && !whole ? Double.compare(left, right) : Value.ORDER.compare(a, b);
  }

  private static String folded(Value value) {
    return Fold.text(value.text());
  }

  private static boolean has(Value a, Value b) {
    byte[] text = folded(a).getBytes(StandardCharsets.UTF_8);
    byte[] words = folded(b).getBytes(StandardCharsets.UTF_8);
    if (words.length == 0) {
      return true;
    }
    for (int at = 0; at + words.length <= text.length; at++) {
      boolean same = Arrays.equals(text, at, at + words.length, words, 0, words.length);
      int end = at + words.length;
      boolean starts = at == 0 || !Tokens.isWord(text[at - 1]) || !Tokens.isWord(words[0]);
      boolean ends =
          end == text.length
              || !Tokens.isWord(text[end])
              || !Tokens.isWord(words[words.length - 1]);
      if (same && starts && ends) {
        return true;
      }
    }
    return false;
  }

  private static Value plus(Value a, Value b) {
    if (a.isNull() || b.isNull()) {
      return Values.NULL;
    }
    if (a instanceof Value.Moment(long nanos)) {
      return later(nanos, b.number());
    }
    if (b instanceof Value.Moment(long nanos)) {
      return later(nanos, a.number());
    }
    if (a instanceof Value.Whole(long left) && b instanceof Value.Whole(long right)) {
      long sum = left + right;
      return ((left ^ sum) & (right ^ sum)) < 0 ? Value.of((double) left + right) : Value.of(sum);
    }
    double sum = a.number() + b.number();
    boolean text = Double.isNaN(sum) || (a instanceof Value.Text && b instanceof Value.Text);
    return text ? TextFunctions.bounded(a.text() + b.text()) : Value.of(sum);
  }

  private static Value later(long nanos, double seconds) {
    return Double.isNaN(seconds)
        ? Values.NULL
        : new Value.Moment(saturated(nanos, Math.round(seconds * NANOS)));
  }

  private static long saturated(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return sum;
  }

  private static Value minus(Value a, Value b) {
    if (a instanceof Value.Moment(long left)) {
      return b instanceof Value.Moment(long right)
          ? Value.of((left - right) / NANOS)
          : later(left, -b.number());
    }
    if (a instanceof Value.Whole(long left) && b instanceof Value.Whole(long right)) {
      long rest = left - right;
      return ((left ^ right) & (left ^ rest)) < 0
          ? Value.of((double) left - right)
          : Value.of(rest);
    }
    return Value.of(a.number() - b.number());
  }

  private static Value times(Value a, Value b) {
    if (a instanceof Value.Whole(long left) && b instanceof Value.Whole(long right)) {
      long high = Math.multiplyHigh(left, right);
      long low = left * right;
      if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
        return Value.of(low);
      }
    }
    return Value.of(a.number() * b.number());
  }
}
