package org.marsad.rules.drl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of the {@code @where} of a declared type: an attribute has a value, or has another.
 *
 * @param equal whether it must be this value
 */
public record Condition(String attribute, boolean equal, String value) {
  /**
   * Reads {@code name == value && name != 'a value'}; empty if the text is something else. A value
   * is written as it is, or in single quotes.
   */
  static Optional<List<Condition>> parse(String text) {
    var conditions = new ArrayList<Condition>();
    if (text.isBlank()) {
      return Optional.of(conditions);
    }
    for (String part : text.split("&&", -1)) {
      int at = part.indexOf("==");
      boolean equal = at >= 0;
      at = equal ? at : part.indexOf("!=");
      if (at < 0) {
        return Optional.empty();
      }
      String name = part.substring(0, at).strip();
      String value = part.substring(at + 2).strip();
      boolean quoted = value.length() >= 2 && value.startsWith("'") && value.endsWith("'");
      if (name.isEmpty() || value.isEmpty()) {
        return Optional.empty();
      }
      conditions.add(
          new Condition(name, equal, quoted ? value.substring(1, value.length() - 1) : value));
    }
    return Optional.of(conditions);
  }

  /** Whether it holds for the value of its attribute. */
  public boolean holds(String actual) {
    return actual.equals(value) == equal;
  }
}
