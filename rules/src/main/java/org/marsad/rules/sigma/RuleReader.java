package org.marsad.rules.sigma;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.marsad.model.incident.Level;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a document that is a detection rule or a filter; throws {@link Rejection}. */
final class RuleReader {
  private static final int MAX_DEPTH = 32;
  private static final String CONDITION = "condition";
  private static final String TIMEFRAME = "timeframe";

  private final Map<String, List<String>> placeholders;

  RuleReader(Map<String, List<String>> placeholders) {
    this.placeholders = placeholders;
  }

  SigmaRule rule(Node document, String file) {
    Map<String, Node> members = Nodes.members(document);
    String title = Nodes.text(members, "title");
    if (title.isEmpty()) {
      throw Rejection.at(document, "\"title\" is missing");
    }
    Node detection = required(document, members, "detection");
    Map<String, Expr> selections = selections(detection);
    String id = Nodes.text(members, "id");
    return new SigmaRule(
        id.isEmpty() ? made(title) : id.toLowerCase(Locale.ROOT),
        version(members),
        title,
        Nodes.text(members, "description"),
        String.join(", ", Nodes.texts(members.get("author"))),
        level(members),
        Nodes.text(members, "status"),
        Nodes.texts(members.get("tags")),
        Nodes.texts(members.get("references")),
        logSource(required(document, members, "logsource")),
        condition(detection, selections),
        selections,
        file,
        document.getStartMark().getLine() + 1);
  }

  SigmaFilter filter(Node document, String file) {
    Map<String, Node> members = Nodes.members(document);
    Node filter = required(document, members, "filter");
    Map<String, Node> inner = Nodes.members(filter);
    List<String> rules = Nodes.texts(required(filter, inner, "rules"));
    boolean any = rules.isEmpty() || rules.equals(List.of("any"));
    return new SigmaFilter(
        Nodes.text(members, "title"),
        logSource(required(document, members, "logsource")),
        any ? List.of() : rules,
        condition(filter, selections(filter)),
        file,
        document.getStartMark().getLine() + 1);
  }

  static Node required(Node map, Map<String, Node> members, String name) {
    Node node = members.get(name);
    if (node == null || Nodes.isNull(node)) {
      throw Rejection.at(map, "\"" + name + "\" is missing");
    }
    return node;
  }

  static String made(String title) {
    return UUID.nameUUIDFromBytes(title.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** The day of the last change as a number. */
  static int version(Map<String, Node> members) {
    for (String name : List.of("modified", "date")) {
      String digits = Nodes.text(members, name).replaceAll("[-/]", "");
      if (digits.matches("[0-9]{8}")) {
        return Integer.parseInt(digits);
      }
    }
    return 1;
  }

  static Level level(Map<String, Node> members) {
    String word = Nodes.text(members, "level");
    Optional<Level> level = Level.parse(word);
    Node node = members.get("level");
    if (level.isEmpty() && node != null && !word.isEmpty()) {
      throw Rejection.at(
          node,
          "level \"" + word + "\" is none; expecting informational, low, medium, high or critical");
    }
    return level.orElse(Level.MEDIUM);
  }

  private static LogSource logSource(Node node) {
    Map<String, Node> members = Nodes.members(node);
    var source =
        new LogSource(
            Nodes.text(members, "product").toLowerCase(Locale.ROOT),
            Nodes.text(members, "category").toLowerCase(Locale.ROOT),
            Nodes.text(members, "service").toLowerCase(Locale.ROOT));
    if (source.equals(new LogSource("", "", ""))) {
      throw Rejection.at(node, "expecting at least one of product, category and service");
    }
    return source;
  }

  /** The search identifiers. */
  private Map<String, Expr> selections(Node detection) {
    var identifiers = new LinkedHashMap<String, Expr>();
    Nodes.members(detection)
        .forEach(
            (name, node) -> {
              if (!name.equals(CONDITION) && !name.equals(TIMEFRAME) && !name.equals("rules")) {
                identifiers.put(name, identifier(node, 0));
              }
            });
    return identifiers;
  }

  private static Expr condition(Node detection, Map<String, Expr> identifiers) {
    Node condition = required(detection, Nodes.members(detection), CONDITION);
    var alternatives = new ArrayList<Expr>();
    for (Node each : Nodes.list(condition)) {
      alternatives.add(Condition.parse(each, identifiers));
    }
    if (alternatives.isEmpty()) {
      throw Rejection.at(condition, "the condition is empty");
    }
    return Expr.any(alternatives);
  }

  /** A map is all of its items; a list is any of its members; text is a keyword. */
  private Expr identifier(Node node, int depth) {
    if (depth > MAX_DEPTH) {
      throw Rejection.at(node, "nested deeper than " + MAX_DEPTH);
    }
    return switch (node) {
      case MappingNode map -> {
        var items = new ArrayList<Expr>();
        Nodes.members(map)
            .forEach(
                (name, value) ->
                    items.add(Modifiers.item(Nodes.key(map, name), value, placeholders)));
        if (items.isEmpty()) {
          throw Rejection.at(node, "expecting fields and values");
        }
        yield Expr.all(items);
      }
      case SequenceNode list -> {
        var members = new ArrayList<Expr>();
        list.getValue().forEach(each -> members.add(identifier(each, depth + 1)));
        if (members.isEmpty()) {
          throw Rejection.at(node, "expecting keywords or maps");
        }
        yield Expr.any(members);
      }
      case ScalarNode keyword -> Modifiers.keyword(keyword, placeholders);
      default -> throw Rejection.at(node, "expecting a map, a list or a keyword");
    };
  }
}
