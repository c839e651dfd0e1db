package org.marsad.rules.drl;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables that are bound at a place of a rule. */
final class Scope {
  private final Map<String, Variable> variables = new HashMap<>();

  /** The variable of a token. */
  Variable get(Token name) {
    Variable variable = variables.get(name.text());
    if (variable == null) {
      throw Refusal.at(
          name, name.text() + " is not bound before" + Advice.on(name.text(), variables.keySet()));
    }
    return variable;
  }

  void bind(Token name, Variable variable) {
    if (name.text().length() > 64) {
      throw Refusal.at(name, "a variable's name has at most 64 characters");
    }
    if (variables.putIfAbsent(name.text(), variable) != null) {
      throw Refusal.at(name, name.text() + " is bound twice");
    }
  }

  /** What is bound now. */
  Map<String, Variable> save() {
    return Map.copyOf(variables);
  }

  /** Forgets what was bound since. */
  void restore(Map<String, Variable> saved) {
    variables.clear();
    variables.putAll(saved);
  }

  /**
   * A variable.
   *
   * @param type of a fact; null if it is none
   * @param member whether it is a fact of which Drools knows only that it happened
   * @param pattern the number of the pattern it is bound in
   * @param attribute whose value it is; empty if it is the fact of the pattern
   */
  record Variable(
      Kind kind, @Nullable FactType type, boolean member, int pattern, String attribute) {
    static Variable of(Kind kind, int pattern, String attribute) {
      return new Variable(kind, null, false, pattern, attribute);
    }
  }
}
