package org.marsad.rules.correlate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.rules.signal.Signal;

/**
 * One pattern of a pack as far as it can be judged without Drools: a word, and the attributes that
 * must equal a literal. What no subscription wants is never inserted, since a session holds
 * whatever it is given.
 *
 * @param literals values by attribute
 */
record Subscription(String word, Map<String, String> literals) {
  Subscription {
    literals = Map.copyOf(literals);
  }

  boolean wants(String signalWord, Signal signal) {
    if (!word.equals(signalWord)) {
      return false;
    }
    for (Map.Entry<String, String> literal : literals.entrySet()) {
      if (!Attributes.value(word, literal.getKey(), signal).equals(literal.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** The patterns over a word in a text that has passed the gate. */
  static List<Subscription> of(String word, String text) {
    var found = new ArrayList<Subscription>();
    String start = word + "(";
    for (int at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
      found.add(new Subscription(word, literals(text, at + start.length())));
    }
    return found;
  }

  /** Reads {@code name == "value"} between commas, up to the bracket that closes the pattern. */
  private static Map<String, String> literals(String text, int from) {
    var literals = new LinkedHashMap<String, String>();
    int depth = 1;
    int begin = from;
    for (int i = from; i < text.length() && depth > 0; i++) {
      char c = text.charAt(i);
      if (c == '"') {
        i = text.indexOf('"', i + 1);
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      }
      boolean ends = (c == ',' && depth == 1) || depth == 0;
      if (ends) {
        literal(text.substring(begin, i), literals);
        begin = i + 1;
      }
    }
    return literals;
  }

  private static void literal(String constraint, Map<String, String> into) {
    int equals = constraint.indexOf("==");
    boolean simple = equals > 0 && !constraint.contains("||") && !constraint.contains("&&");
    if (!simple) {
      return;
    }
    String left = constraint.substring(0, equals).strip();
    String name = left.substring(left.indexOf(':') + 1).strip();
    String value = constraint.substring(equals + 2).strip();
    if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
      into.put(name, value.substring(1, value.length() - 1));
    }
  }
}
