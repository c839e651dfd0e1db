package org.marsad.rules.correlate;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.correlate.api.Logon;
import org.marsad.rules.correlate.api.ProcessStart;
import org.marsad.rules.signal.Signal;

/**
 * The vocabulary: which events have a word, which attributes a word has, and from which fields they
 * come. A new word is a class in {@code api} and a line in each method here.
 */
final class Attributes {
  private static final Map<String, Map<String, String>> FIELDS =
      Map.of(
          "Logon",
          Map.of(
              "user", "user.name",
              "host", "host.name",
              "sourceIp", "source.ip",
              "outcome", "event.outcome",
              "action", "event.action"),
          "ProcessStart",
          Map.of(
              "user", "user.name",
              "effectiveUser", "user.effective.name",
              "host", "host.name",
              "commandLine", "process.command_line",
              "action", "event.action"));

  private Attributes() {}

  /** The word for an event, if there is one. */
  static Optional<String> word(Signal signal) {
    String category = signal.fields().getOrDefault("event.category", "");
    String type = signal.fields().getOrDefault("event.type", "");
    if (category.equals("authentication") && !type.equals("end")) {
      return Optional.of("Logon");
    }
    return category.equals("process") && type.equals("start")
        ? Optional.of("ProcessStart")
        : Optional.empty();
  }

  /** The fact for an event of a word. */
  static Happening fact(String word, Signal signal) {
    return switch (word) {
      case "Logon" -> new Logon(signal);
      case "ProcessStart" -> new ProcessStart(signal);
      default -> throw new IllegalArgumentException("no such word: " + word);
    };
  }

  static List<String> of(String word) {
    return FIELDS.getOrDefault(word, Map.of()).keySet().stream().sorted().toList();
  }

  static boolean has(String word, String attribute) {
    return FIELDS.getOrDefault(word, Map.of()).containsKey(attribute);
  }

  static boolean hasAll(String word, Collection<String> attributes) {
    return FIELDS.getOrDefault(word, Map.of()).keySet().containsAll(attributes);
  }

  /** The field an attribute comes from. */
  static String field(String word, String attribute) {
    return FIELDS.getOrDefault(word, Map.of()).getOrDefault(attribute, "");
  }

  static String value(String word, String attribute, Signal signal) {
    return signal.fields().getOrDefault(field(word, attribute), "");
  }
}
