package org.marsad.rules.match;

import java.util.Locale;
import org.marsad.rules.sigma.Check;
import org.marsad.rules.sigma.Wildcards;

/** What checks ask, in words for a person. */
final class CheckWords {
  private CheckWords() {}

  static String of(Check.Text text) {
    int[] symbols = text.pattern().symbols();
    int from = 0;
    int to = symbols.length;
    boolean opens = to > 0 && symbols[0] == Wildcards.MANY;
    boolean ends = to > 0 && symbols[to - 1] == Wildcards.MANY;
    if (opens) {
      from++;
    }
    if (ends && to > from) {
      to--;
    }
    String tail = text.cased() ? " (case counts)" : "";
    if (from == to) {
      return opens || ends ? "present" : "the empty text";
    }
    var inner = new StringBuilder();
    for (int i = from; i < to; i++) {
      if (symbols[i] < 0) {
        return "like \"" + text.pattern() + "\"" + tail;
      }
      inner.appendCodePoint(symbols[i]);
    }
    String verb = opens ? ends ? "contains" : "ends with" : ends ? "starts with" : "equals";
    return verb + " \"" + inner + "\"" + tail;
  }

  static String of(Check.Compare compare) {
    String part =
        compare.part() == Check.DatePart.NONE
            ? ""
            : "its " + compare.part().name().toLowerCase(Locale.ROOT) + " ";
    String sign =
        switch (compare.comparison()) {
          case EQUAL -> "=";
          case LESS -> "<";
          case LESS_OR_EQUAL -> "<=";
          case GREATER -> ">";
          case GREATER_OR_EQUAL -> ">=";
        };
    return part + sign + " " + number(compare.bound());
  }

  static String of(Check.Reference reference) {
    String verb =
        switch (reference.place()) {
          case WHOLE -> "equals";
          case ANYWHERE -> "contains";
          case START -> "starts with";
          case END -> "ends with";
        };
    return verb + " the field " + reference.field() + (reference.cased() ? " (case counts)" : "");
  }

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
