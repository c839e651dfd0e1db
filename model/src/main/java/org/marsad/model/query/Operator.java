package org.marsad.model.query;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.QueryProblem.Suggestion;

/** What may stand between a field and a value. */
enum Operator {
  IS(":", "="),
  IS_NOT("!=", "!="),
  EXACTLY("==", "=="),
  BELOW("<", ":<"),
  AT_MOST("<=", ":<="),
  ABOVE(">", ":>"),
  AT_LEAST(">=", ":>=");

  /** What people write who know another language, and what it is here. */
  private static final Map<String, String> FOREIGN =
      Map.of(
          "===", "==", "!==", "!=", "<>", "!=", "=>", ">=", "=<", "<=", ":=", "==", ":!=", "!=",
          "=!", "!=", "=~", ":");

  private final String sign;
  private final String other;

  Operator(String sign, String other) {
    this.sign = sign;
    this.other = other;
  }

  /** Whether an operator, be it a foreign one, is here. */
  static boolean isAt(Source in) {
    return in.isAnyOf(":=<>") || in.startsWith("!=");
  }

  /** The longest foreign operator here, or null. */
  static @Nullable String foreign(Source in) {
    String longest = null;
    for (String sign : FOREIGN.keySet()) {
      if (in.startsWith(sign) && (longest == null || sign.length() > longest.length())) {
        longest = sign;
      }
    }
    return longest;
  }

  /** What a foreign operator is called here. */
  static String ours(String foreign) {
    return FOREIGN.getOrDefault(foreign, ":");
  }

  /** Goes over the operator that is here; {@link #isAt} said there is one. */
  static Operator take(Source in) {
    Operator longest = IS;
    int length = 0;
    for (Operator operator : values()) {
      int here = Math.max(length(in, operator.sign), length(in, operator.other));
      if (here > length) {
        longest = operator;
        length = here;
      }
    }
    in.goTo(in.at() + length);
    return longest;
  }

  /** As {@link #take}, where nothing but {@link #IS} goes with a name; another is told. */
  static void takeIs(Source in, String name, String code) {
    int from = in.at();
    if (take(in) != IS) {
      in.problem(
          code,
          from,
          in.at(),
          name + " does not go with " + in.since(from),
          List.of(":", "="),
          new Suggestion("write " + name + "=", from, in.at(), "="));
    }
  }

  private static int length(Source in, String sign) {
    return in.startsWith(sign) ? sign.length() : 0;
  }

  /** Whether it compares by order. */
  boolean isOrder() {
    return switch (this) {
      case BELOW, AT_MOST, ABOVE, AT_LEAST -> true;
      case IS, IS_NOT, EXACTLY -> false;
    };
  }
}
