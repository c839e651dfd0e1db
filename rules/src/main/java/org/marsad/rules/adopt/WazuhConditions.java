package org.marsad.rules.adopt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Network;

/**
 * What one rule of Wazuh asks of an event, as selections of Sigma: one for all that must be there,
 * one more for each choice between fields and for each that must not. One thread.
 */
final class WazuhConditions {
  /** What says something about the rule, not about the event. */
  private static final Set<String> SILENT =
      Set.of("description", "group", "mitre", "info", "options", "if_sid", "if_group", "category");

  /** What cannot be said, and why. */
  private static final Map<String, String> REASONS =
      Map.of(
          "list", "lists of Wazuh are not read; a native rule with \"indicator\" looks values up",
          "if_level", "it holds under all rules of a level",
          "if_fts", "a native rule with \"new_terms\" tells what was never seen before",
          "check_diff", "the output before is not compared",
          "time", "hours are those of the place where Wazuh runs",
          "weekday", "days are those of the place where Wazuh runs",
          "location", "files and agents of Wazuh are not known");

  private static final Set<String> MESSAGE = Set.of("match", "regex");

  private final LogKind kind;
  private final Map<String, List<String>> all = new LinkedHashMap<>();
  private final List<Object> choices = new ArrayList<>();
  private final List<Object> none = new ArrayList<>();

  WazuhConditions(LogKind kind) {
    this.kind = kind;
  }

  /**
   * Takes an element of a rule.
   *
   * @throws LeftOut if it cannot be said
   */
  void add(Element element) {
    String name = element.name();
    if (SILENT.contains(name)) {
      category(element);
    } else if (name.equals("decoded_as")) {
      decoder(element.text());
    } else if (MESSAGE.contains(name)) {
      message(element);
    } else if (name.equals("field")) {
      pattern(field(element.attribute("name"), element), element, "osregex");
    } else if (name.equals("srcip") || name.equals("dstip")) {
      address(field(name, element), element);
    } else if (isField(name)) {
      pattern(field(name, element), element, "osmatch");
    } else {
      throw new LeftOut(
          element.line(),
          "<"
              + name
              + "> has no counterpart"
              + (REASONS.containsKey(name) ? ": " : "")
              + REASONS.getOrDefault(name, ""));
    }
  }

  private static boolean isField(String name) {
    return switch (name) {
      case "program_name",
          "hostname",
          "user",
          "srcuser",
          "dstuser",
          "srcport",
          "dstport",
          "url",
          "id",
          "system_name" ->
          true;
      default -> false;
    };
  }

  private void category(Element element) {
    boolean other =
        element.name().equals("category")
            && !Set.of("syslog", "ossec", "web-log").contains(element.text());
    if (other) {
      throw new LeftOut(
          element.line(), "what is of the category \"" + element.text() + "\" is not known");
    }
  }

  private void decoder(String name) {
    List<String> programs = LogKind.programs(name);
    if (!programs.isEmpty()) {
      positive(Map.of("process.name", programs));
    }
  }

  private void message(Element element) {
    if (kind != LogKind.SYSLOG) {
      throw new LeftOut(
          element.line(), "<" + element.name() + "> looks at a text that such events do not have");
    }
    pattern("message", element, element.name().equals("match") ? "osmatch" : "osregex");
  }

  private String field(String name, Element element) {
    String field = kind.field(name);
    if (field == null || field.isEmpty()) {
      throw new LeftOut(
          element.line(), "\"" + name + "\" is a field that Wazuh's own decoder makes");
    }
    return field;
  }

  private void pattern(String field, Element element, String usual) {
    String type = element.attribute("type").isEmpty() ? usual : element.attribute("type");
    String text = element.raw();
    boolean negated = element.isTrue("negate");
    if (type.equals("osmatch") && text.startsWith("!")) {
      negated = !negated;
      text = text.substring(1);
    }
    Map<String, List<String>> items = WazuhPattern.items(field, type, text, element.line());
    if (items.isEmpty()) {
      throw new LeftOut(element.line(), "<" + element.name() + "> has no text");
    }
    if (negated) {
      none.add(choice(items));
    } else {
      positive(items);
    }
  }

  private void address(String field, Element element) {
    String text = element.text();
    boolean negated = text.startsWith("!") != element.isTrue("negate");
    String address = text.startsWith("!") ? text.substring(1) : text;
    @Nullable Network network = network(address);
    if (network == null) {
      throw new LeftOut(element.line(), "\"" + address + "\" is no address and no network");
    }
    String key = field + "|cidr";
    if (negated) {
      none.add(Map.of(key, List.of(network.toString())));
    } else {
      all.computeIfAbsent(key, _ -> new ArrayList<>()).add(network.toString());
    }
  }

  /** Wazuh takes an address with a prefix as the network it lies in; Sigma wants that written. */
  private static @Nullable Network network(String text) {
    Network network = Network.parse(text);
    if (network == null && text.indexOf('/') < 0) {
      network = Network.parse(text + (text.indexOf(':') < 0 ? "/32" : "/128"));
    }
    return network == null ? null : network.masked();
  }

  private void positive(Map<String, List<String>> items) {
    if (items.size() == 1 && !all.containsKey(items.keySet().iterator().next())) {
      all.putAll(items);
    } else {
      choices.add(choice(items));
    }
  }

  /** Any of the items. */
  private static Object choice(Map<String, List<String>> items) {
    if (items.size() == 1) {
      return items;
    }
    var list = new ArrayList<Map<String, List<String>>>();
    items.forEach((key, values) -> list.add(Map.of(key, values)));
    return list;
  }

  /** Enters the selections under names that begin so, and answers their condition. */
  String named(String name, Map<String, Object> selections) {
    var parts = new ArrayList<String>();
    if (!all.isEmpty()) {
      selections.put(name, all);
      parts.add(name);
    }
    for (int i = 0; i < choices.size(); i++) {
      String each = name + "_" + (i + 1);
      selections.put(each, choices.get(i));
      parts.add(each);
    }
    for (int i = 0; i < none.size(); i++) {
      String each = name + "_not_" + (i + 1);
      selections.put(each, none.get(i));
      parts.add("not " + each);
    }
    return String.join(" and ", parts);
  }
}
