package org.marsad.rules.sigma;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.marsad.model.config.Suggest;
import org.marsad.model.incident.Level;
import org.marsad.rules.problem.RuleProblem;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a document that is a detection rule or a filter; throws {@link Rejection}. */
final class RuleReader {
  private static final int MAX_DEPTH = 32;
  private static final String CONDITION = "condition";
  private static final String TIMEFRAME = "timeframe";
  private static final List<String> SOURCE_KEYS =
      List.of("product", "category", "service", "definition");

  /** These stand for what cannot be read, until the whole is rejected. */
  private static final Expr UNREAD = new Expr.Any(List.of());

  private static final LogSource ANY = new LogSource("", "", "");

  private final Map<String, List<String>> placeholders;
  private final SourceNames known;

  RuleReader(Map<String, List<String>> placeholders, SourceNames known) {
    this.placeholders = placeholders;
    this.known = known;
  }

  /**
   * Reads a rule.
   *
   * @param warnings takes what is likely not meant
   */
  SigmaRule rule(Node document, String file, List<RuleProblem> warnings) {
    Map<String, Node> members = Nodes.members(document);
    var faults = new Faults();
    String title = faults.read(() -> title(document, members), "");
    Level level = faults.read(() -> level(members), Level.MEDIUM);
    LogSource source = faults.read(() -> logSource(document, members), ANY);
    Map<String, Expr> selections = new LinkedHashMap<>();
    Expr condition =
        faults.read(
            () -> condition(required(document, members, "detection"), selections, faults), UNREAD);
    faults.check();
    checkNames(members, file, warnings);
    String id = Nodes.text(members, "id");
    return new SigmaRule(
        id.isEmpty() ? made(title) : id.toLowerCase(Locale.ROOT),
        version(members),
        title,
        Nodes.text(members, "description"),
        String.join(", ", Nodes.texts(members.get("author"))),
        level,
        Nodes.text(members, "status"),
        Nodes.texts(members.get("tags")),
        Nodes.texts(members.get("references")),
        source,
        condition,
        selections,
        file,
        document.getStartMark().getLine() + 1);
  }

  /**
   * Reads a filter.
   *
   * @param warnings takes what is likely not meant
   */
  SigmaFilter filter(Node document, String file, List<RuleProblem> warnings) {
    Map<String, Node> members = Nodes.members(document);
    Node filter = required(document, members, "filter");
    Map<String, Node> inner = Nodes.members(filter);
    List<String> rules = Nodes.texts(required(filter, inner, "rules"));
    boolean any = rules.isEmpty() || rules.equals(List.of("any"));
    var faults = new Faults();
    LogSource source = faults.read(() -> logSource(document, members), ANY);
    Expr condition = faults.read(() -> condition(filter, new LinkedHashMap<>(), faults), UNREAD);
    faults.check();
    checkNames(members, file, warnings);
    if (!negates(condition)) {
      warnings.add(
          Nodes.problem(
              required(filter, inner, CONDITION),
              file,
              "the condition of the filter has no \"not\", so its rules hold only where it does;"
                  + " \"not\" leaves out what it describes"));
    }
    return new SigmaFilter(
        Nodes.text(members, "title"),
        source,
        any ? List.of() : rules,
        condition,
        file,
        document.getStartMark().getLine() + 1);
  }

  static String title(Node document, Map<String, Node> members) {
    String title = Nodes.text(members, "title");
    if (title.isEmpty()) {
      throw Rejection.at(document, "\"title\" is missing");
    }
    return title;
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

  private static LogSource logSource(Node document, Map<String, Node> head) {
    Node node = required(document, head, "logsource");
    Map<String, Node> members = Nodes.members(node);
    for (String key : members.keySet()) {
      String meant = SOURCE_KEYS.contains(key) ? "" : Suggest.nearest(key, SOURCE_KEYS);
      if (!meant.isEmpty() && !members.containsKey(meant)) {
        // A rule for more logs than its author meant.
        throw Rejection.at(
            Nodes.key(node, key), "unknown key \"" + key + "\"; did you mean \"" + meant + "\"?");
      }
    }
    var source =
        new LogSource(
            Nodes.text(members, "product").toLowerCase(Locale.ROOT),
            Nodes.text(members, "category").toLowerCase(Locale.ROOT),
            Nodes.text(members, "service").toLowerCase(Locale.ROOT));
    if (source.equals(ANY)) {
      throw Rejection.at(node, "expecting at least one of product, category and service");
    }
    return source;
  }

  /** Tells of names of log sources that are nearly known ones; these match only what has them. */
  private void checkNames(Map<String, Node> head, String file, List<RuleProblem> warnings) {
    Node node = head.get("logsource");
    if (node == null) {
      return;
    }
    Nodes.members(node)
        .forEach(
            (kind, name) -> {
              String text = Nodes.text(Nodes.members(node), kind);
              String meant = known.meant(kind, text.toLowerCase(Locale.ROOT));
              if (!meant.isEmpty()) {
                warnings.add(
                    Nodes.problem(
                        name,
                        file,
                        "no log source is known whose %s is \"%s\"; did you mean \"%s\"?"
                            .formatted(kind, text, meant)));
              }
            });
  }

  private static boolean negates(Expr condition) {
    return switch (condition) {
      case Expr.Not _ -> true;
      case Expr.All(List<Expr> parts) -> parts.stream().anyMatch(RuleReader::negates);
      case Expr.Any(List<Expr> parts) -> parts.stream().anyMatch(RuleReader::negates);
      case Expr.Test _ -> false;
    };
  }

  /** The condition, with the search identifiers put where they belong. */
  private Expr condition(Node detection, Map<String, Expr> identifiers, Faults faults) {
    Map<String, Node> members = Nodes.members(detection);
    members.forEach(
        (name, node) -> {
          if (!name.equals(CONDITION) && !name.equals(TIMEFRAME) && !name.equals("rules")) {
            identifiers.put(name, faults.read(() -> identifier(node, 0, faults), UNREAD));
          }
        });
    Node condition = required(detection, members, CONDITION);
    var alternatives = new ArrayList<Expr>();
    for (Node each : Nodes.list(condition)) {
      alternatives.add(faults.read(() -> Condition.parse(each, identifiers), UNREAD));
    }
    if (alternatives.isEmpty()) {
      throw Rejection.at(condition, "the condition is empty");
    }
    return Expr.any(alternatives);
  }

  /** A map is all of its items; a list is any of its members; text is a keyword. */
  private Expr identifier(Node node, int depth, Faults faults) {
    if (depth > MAX_DEPTH) {
      throw Rejection.at(node, "nested deeper than " + MAX_DEPTH);
    }
    return switch (node) {
      case MappingNode map -> {
        var items = new ArrayList<Expr>();
        Nodes.members(map)
            .forEach(
                (name, value) ->
                    items.add(faults.read(() -> item(Nodes.key(map, name), value), UNREAD)));
        if (items.isEmpty()) {
          throw Rejection.at(node, "expecting fields and values");
        }
        yield Expr.all(items);
      }
      case SequenceNode list -> {
        var members = new ArrayList<Expr>();
        for (Node each : list.getValue()) {
          members.add(faults.read(() -> identifier(each, depth + 1, faults), UNREAD));
        }
        if (members.isEmpty()) {
          throw Rejection.at(node, "expecting keywords or maps");
        }
        yield Expr.any(members);
      }
      case ScalarNode keyword -> Modifiers.keyword(keyword, placeholders);
      default -> throw Rejection.at(node, "expecting a map, a list or a keyword");
    };
  }

  private Expr item(Node key, Node value) {
    return Modifiers.item(key, value, placeholders);
  }
}
