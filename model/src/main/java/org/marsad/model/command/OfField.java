package org.marsad.model.command;

import java.util.ArrayList;
import java.util.List;
import org.marsad.model.aggregate.Aggregate;
import org.marsad.model.expr.Eval;
import org.marsad.model.expr.Expr;
import org.marsad.model.expr.Value;
import org.marsad.model.expr.Values;

/**
 * What is computed of one field before it is added up: nothing, or an expression in which no other
 * field is.
 *
 * @param name the field's; empty for none, then values are taken as they are
 */
record OfField(String name, Eval eval) {
  private static final String NONE = "";

  /** More than one field. */
  private static final String MANY = "\0";

  /** What aggregations compute of values that a store hands over. */
  static List<OfField> all(List<Aggregate> aggregates, List<Eval> arguments) {
    var all = new ArrayList<OfField>();
    for (int i = 0; i < aggregates.size(); i++) {
      Expr argument = aggregates.get(i).argument();
      String name =
          argument == null || isPlain(aggregates.get(i).function(), argument)
              ? NONE
              : name(argument);
      all.add(new OfField(name, arguments.get(i)));
    }
    return all;
  }

  /** Whether the value itself is what is added up. */
  private static boolean isPlain(String function, Expr argument) {
    return argument instanceof Expr.Name && !function.equals("countif");
  }

  /** The result for a value of the field. */
  Value of(Value value) {
    return name.equals(NONE) ? value : eval.of(other -> other.equals(name) ? value : Values.NULL);
  }

  /** The one field that an expression is over; empty if there is none, or more. */
  static String name(Expr expr) {
    String name = only(expr, NONE);
    return name.equals(MANY) ? NONE : name;
  }

  private static String only(Expr expr, String known) {
    return switch (expr) {
      case Expr.Constant _, Expr.Span _, Expr.Pattern _ -> known;
      case Expr.Name(String name) -> known.isEmpty() || known.equals(name) ? name : MANY;
      case Expr.Not(Expr operand) -> only(operand, known);
      case Expr.Minus(Expr operand) -> only(operand, known);
      case Expr.Binary(_, Expr left, Expr right) -> only(right, only(left, known));
      case Expr.In(Expr operand, List<Expr> list) -> only(list, only(operand, known));
      case Expr.Call(_, List<Expr> arguments) -> only(arguments, known);
    };
  }

  private static String only(List<Expr> all, String known) {
    String name = known;
    for (Expr each : all) {
      name = only(each, name);
    }
    return name;
  }
}
