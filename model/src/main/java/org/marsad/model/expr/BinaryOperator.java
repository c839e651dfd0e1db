package org.marsad.model.expr;

/** What stands between two operands, from the loosest to the tightest. */
public enum BinaryOperator {
  OR("or", 1),
  XOR("xor", 2),
  AND("and", 3),
  /** The same, case counts in texts. */
  EQUAL("==", 5),
  /** Another value; false if one is missing. */
  UNEQUAL("!=", 5),
  /** The same, case does not count. */
  ALIKE("=~", 5),
  /** Another value, case does not count. */
  UNLIKE("!~", 5),
  AT_MOST("<=", 5),
  AT_LEAST(">=", 5),
  BELOW("<", 5),
  ABOVE(">", 5),
  /** Fits a pattern with {@code *} and {@code ?}, case does not count. */
  LIKE("like", 5),
  /** Holds the text, case does not count. */
  CONTAINS("contains", 5),
  /** Holds the words side by side, case does not count. */
  HAS("has", 5),
  STARTS_WITH("startswith", 5),
  ENDS_WITH("endswith", 5),
  /** Holds a match of a regex. */
  MATCHES("matches", 5),
  /** Sum of numbers, a later time, or texts put together. */
  PLUS("+", 6),
  MINUS("-", 6),
  TIMES("*", 7),
  OVER("/", 7),
  MODULO("%", 7);

  private final String sign;
  private final int strength;

  BinaryOperator(String sign, int strength) {
    this.sign = sign;
    this.strength = strength;
  }

  /** As it is written. */
  public String sign() {
    return sign;
  }

  /** The larger, the tighter it binds. */
  int strength() {
    return strength;
  }

  boolean isWord() {
    return Character.isLetter(sign.charAt(0));
  }
}
