package org.marsad.rules.correlate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The {@code @where} of a burst: {@code name == value}, several joined by {@code &&}. */
final class Conditions {
  private Conditions() {}

  /** The values by attribute; empty if the text is something else. */
  static Optional<Map<String, String>> parse(String text) {
    var values = new LinkedHashMap<String, String>();
    if (text.isBlank()) {
      return Optional.of(values);
    }
    int from = 0;
    while (from <= text.length()) {
      int and = text.indexOf("&&", from);
      String one = text.substring(from, and < 0 ? text.length() : and);
      int equals = one.indexOf("==");
      if (equals < 0 || one.substring(equals + 2).isBlank()) {
        return Optional.empty();
      }
      values.put(one.substring(0, equals).strip(), one.substring(equals + 2).strip());
      if (and < 0) {
        break;
      }
      from = and + 2;
    }
    return Optional.of(values);
  }
}
