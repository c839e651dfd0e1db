package org.marsad.rules.sigma;

import java.util.List;

/**
 * The condition of a rule, with its search identifiers put in their places. Logic has two values: a
 * check of a field that is not there does not hold, and its negation does.
 */
public sealed interface Expr {
  /** All hold; true without any. */
  record All(List<Expr> parts) implements Expr {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** At least one holds; false without any. */
  record Any(List<Expr> parts) implements Expr {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /** It does not hold. */
  record Not(Expr part) implements Expr {}

  /**
   * A check holds for a value of the field.
   *
   * @param field as the rule names it; {@link #ANYWHERE} for a keyword, which any value may have
   */
  record Test(String field, Check check) implements Expr {
    /** No field: every value of the event. */
    public static final String ANYWHERE = "";
  }

  /** All of them as one, without a needless wrapper. */
  static Expr all(List<Expr> parts) {
    return parts.size() == 1 ? parts.getFirst() : new All(parts);
  }

  /** Any of them as one, without a needless wrapper. */
  static Expr any(List<Expr> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Any(parts);
  }
}
