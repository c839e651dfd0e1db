package org.marsad.model.expr;

import java.util.List;

/**
 * A function that is computed from the values of its arguments alone.
 *
 * @param name as it is called, in small letters
 * @param least how many arguments at least
 * @param most how many at most
 * @param usage such as {@code lower(text)}, with what it is good for
 * @param strict whether a missing argument makes the result missing, and a list as first argument
 *     is taken element by element
 * @param body computes it; {@link Values#NULL} where it cannot
 */
public record Function(String name, int least, int most, String usage, boolean strict, Body body) {

  /** Computes a result. Never throws. */
  @FunctionalInterface
  public interface Body {
    Value of(List<Value> arguments, Env env);
  }

  /** How many arguments it takes, in words. */
  String count() {
    if (least == most) {
      return least == 0 ? "no arguments" : least == 1 ? "1 argument" : least + " arguments";
    }
    return most == Integer.MAX_VALUE
        ? "at least " + least + " arguments"
        : least + " to " + most + " arguments";
  }
}
