package org.marsad.rules.drl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.rules.word.Word;

/**
 * A type of facts, as far as patterns may look into it.
 *
 * @param name as patterns write it
 * @param event whether it happens at a time, and so expires
 * @param attributes what can be asked of it
 * @param member the type of the facts it is made of, for {@code previous} and {@code current};
 *     empty if it is made of none
 */
record FactType(String name, boolean event, Map<String, Kind> attributes, String member) {
  static final FactType ALERT = alert();
  static final FactType ASSET = asset();

  FactType {
    attributes = Map.copyOf(attributes);
  }

  /** The type of a word for events. */
  static FactType of(Word word) {
    var attributes = new TreeMap<String, Kind>();
    word.texts().keySet().forEach(name -> attributes.put(name, Kind.TEXT));
    word.numbers().keySet().forEach(name -> attributes.put(name, Kind.NUMBER));
    return event(word.name(), attributes, "");
  }

  /** The type that a file declares. */
  static FactType of(Derivation derivation) {
    var attributes = new LinkedHashMap<String, Kind>();
    attributes.put("key", Kind.TEXT);
    switch (derivation.shape()) {
      case BURST -> {
        attributes.put("count", Kind.NUMBER);
        attributes.put("sum", Kind.NUMBER);
      }
      case PAIR -> {
        attributes.put("previous", Kind.FACT);
        attributes.put("current", Kind.FACT);
      }
      case RHYTHM -> {
        attributes.put("count", Kind.NUMBER);
        attributes.put("meanSeconds", Kind.NUMBER);
        attributes.put("jitter", Kind.NUMBER);
      }
      case SILENCE -> attributes.put("seconds", Kind.NUMBER);
    }
    return event(derivation.name(), attributes, derivation.of());
  }

  private static FactType event(String name, Map<String, Kind> attributes, String member) {
    var all = new TreeMap<>(attributes);
    all.put("ts", Kind.NUMBER);
    return new FactType(name, true, all, member);
  }

  private static FactType alert() {
    var attributes = new TreeMap<String, Kind>();
    for (String name : AlertAttributes.TEXTS) {
      attributes.put(name, Kind.TEXT);
    }
    attributes.put("score", Kind.NUMBER);
    return event("Alert", attributes, "");
  }

  private static FactType asset() {
    var attributes = new TreeMap<String, Kind>();
    for (String name : List.of("host", "ip", "role", "owner", "criticality")) {
      attributes.put(name, Kind.TEXT);
    }
    attributes.put("critical", Kind.FLAG);
    return new FactType("Asset", false, attributes, "");
  }
}
