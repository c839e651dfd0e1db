package org.marsad.model.aggregate;

import org.jspecify.annotations.Nullable;
import org.marsad.model.expr.Expr;
import org.marsad.model.expr.Names;

/**
 * One aggregation of {@code stats}, as written. {@code toString} writes what {@link Aggregates}
 * reads back.
 *
 * @param function its name
 * @param argument what it is over; null for rows
 * @param number the 95 of p95, the most values of list; 0 where there is none
 * @param alias the name of its column; empty for its own text
 */
public record Aggregate(String function, @Nullable Expr argument, double number, String alias) {
  /** The name of its column. */
  public String column() {
    return alias.isEmpty() ? call() : alias;
  }

  /** Whether the order of rows does not change it. */
  public boolean isUnordered() {
    return switch (function) {
      case "first", "last", "list" -> false;
      default -> true;
    };
  }

  private String call() {
    String name = function.equals("p") ? "p" + plain(number) : function;
    if (argument == null) {
      return name;
    }
    boolean limited = number > 0 && !function.equals("p");
    return name + "(" + argument + (limited ? ", " + plain(number) : "") + ")";
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  @Override
  public String toString() {
    return alias.isEmpty() ? call() : call() + " as " + Names.inList(alias);
  }
}
