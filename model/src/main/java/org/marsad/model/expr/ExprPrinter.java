package org.marsad.model.expr;

import java.util.List;
import org.marsad.model.query.RegexLiteral;

/** Writes an expression as text that {@link ExprParser} reads back to an equal tree. */
final class ExprPrinter {
  private static final int NOT = 4;
  private static final int COMPARISON = 5;
  private static final int SIGN = 8;
  private static final int ATOM = 9;

  private ExprPrinter() {}

  static String print(Expr expr) {
    var out = new StringBuilder();
    print(expr, 0, out);
    return out.toString();
  }

  private static void print(Expr expr, int least, StringBuilder out) {
    boolean brackets = strength(expr) < least;
    out.append(brackets ? "(" : "");
    bare(expr, out);
    out.append(brackets ? ")" : "");
  }

  private static int strength(Expr expr) {
    return switch (expr) {
      case Expr.Binary binary -> binary.operator().strength();
      case Expr.Not _ -> NOT;
      case Expr.In _ -> COMPARISON;
      case Expr.Minus _ -> SIGN;
      case Expr.Constant(Value value) -> value.number() < 0 && value.isNumber() ? SIGN : ATOM;
      case Expr.Span(long nanos) -> nanos < 0 ? SIGN : ATOM;
      case Expr.Name _, Expr.Pattern _, Expr.Call _ -> ATOM;
    };
  }

  private static void bare(Expr expr, StringBuilder out) {
    switch (expr) {
      case Expr.Constant(Value value) -> constant(value, out);
      case Expr.Span(long nanos) -> out.append(Spans.print(nanos));
      case Expr.Name(String name) -> out.append(Names.inExpression(name));
      case Expr.Pattern(String regex) -> out.append(RegexLiteral.print(regex));
      case Expr.Not(Expr operand) -> {
        out.append("not ");
        print(operand, NOT, out);
      }
      case Expr.Minus(Expr operand) -> {
        out.append("-(");
        print(operand, 0, out);
        out.append(')');
      }
      case Expr.Binary(BinaryOperator operator, Expr left, Expr right) -> {
        int strength = operator.strength();
        // Comparisons do not chain, so both sides must be tighter.
        print(left, strength == COMPARISON ? strength + 1 : strength, out);
        out.append(' ').append(operator.sign()).append(' ');
        print(right, strength + 1, out);
      }
      case Expr.In(Expr operand, List<Expr> list) -> {
        print(operand, COMPARISON + 1, out);
        out.append(" in (");
        list(list, out);
        out.append(')');
      }
      case Expr.Call(String function, List<Expr> arguments) -> {
        out.append(function).append('(');
        list(arguments, out);
        out.append(')');
      }
    }
  }

  private static void list(List<Expr> list, StringBuilder out) {
    for (int i = 0; i < list.size(); i++) {
      out.append(i > 0 ? ", " : "");
      print(list.get(i), 0, out);
    }
  }

  private static void constant(Value value, StringBuilder out) {
    out.append(
        switch (value) {
          case Value.None _ -> "null";
          case Value.Text(String text) -> Names.quoted(text);
          case Value.Real(double number) -> Double.toString(number);
          case Value.Whole _, Value.Truth _, Value.Moment _, Value.Many _ -> value.text();
        });
  }
}
