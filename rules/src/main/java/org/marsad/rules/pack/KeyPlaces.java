package org.marsad.rules.pack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Consumer;
import org.marsad.model.config.Suggest;
import org.marsad.rules.problem.RuleProblem;

/**
 * Where the keys of a YAML object stand in its text, for messages: those that begin a line.
 *
 * @param file as it is told
 * @param text of the file, as far as line numbers are to be right from its beginning on
 */
record KeyPlaces(String file, String text) {
  /** Something wrong with a key; it is of the whole file where the key does not begin a line. */
  RuleProblem problem(String key, String message) {
    int line = 1;
    for (int at = 0; at >= 0 && at < text.length(); line++) {
      if (text.startsWith(key, at) && text.startsWith(":", at + key.length())) {
        return new RuleProblem(file, line, 1, message);
      }
      int end = text.indexOf('\n', at);
      at = end < 0 ? -1 : end + 1;
    }
    return RuleProblem.of(file, message);
  }

  /** Tells the keys that nobody knows. */
  void known(JsonNode node, Set<String> keys, Consumer<RuleProblem> problems) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                problems.accept(problem(key, "unknown key " + meant(key, key, keys)));
              }
            });
  }

  /**
   * A name nobody knows in quotes, and which one is meant, or which there are.
   *
   * @param key as it is among those known
   */
  static String meant(String name, String key, Set<String> keys) {
    String suggestion = Suggest.among(key, keys);
    return "\""
        + name
        + "\""
        + (suggestion.isEmpty()
            ? "; expecting one of " + keys.stream().sorted().toList()
            : suggestion);
  }
}
