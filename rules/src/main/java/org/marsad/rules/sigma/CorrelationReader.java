package org.marsad.rules.sigma;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.sigma.SigmaCorrelation.Question;
import org.marsad.rules.sigma.Threshold.Bound;
import org.marsad.rules.sigma.Threshold.How;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads a document that is a correlation, once all rules it may name are known; throws {@link
 * Rejection}.
 */
final class CorrelationReader {
  private static final int MAX_RULES = 64;
  private static final int MAX_STEPS = 16;
  private static final int MAX_COUNT = 100_000;
  private static final Set<String> KEYS =
      Set.of("type", "rules", "group-by", "timespan", "condition", "aliases", "generate");
  private static final List<String> TYPES =
      List.of(
          "event_count",
          "value_count",
          "temporal",
          "temporal_ordered",
          "value_sum",
          "value_avg",
          "value_percentile",
          "value_median");
  private static final Set<String> COMPARISONS = Set.of("gt", "gte", "lt", "lte", "eq", "neq");

  private final RuleNames names;

  CorrelationReader(RuleNames names) {
    this.names = names;
  }

  SigmaCorrelation read(Node document, String file) {
    Map<String, Node> head = Nodes.members(document);
    Node correlation = RuleReader.required(document, head, "correlation");
    Map<String, Node> members = Nodes.members(correlation);
    for (String key : members.keySet()) {
      if (!KEYS.contains(key)) {
        throw Rejection.at(
            Nodes.key(correlation, key), "unknown key \"" + key + "\"" + Suggestions.of(key, KEYS));
      }
    }
    Node typeNode = RuleReader.required(correlation, members, "type");
    String type = Nodes.text(typeNode);
    if (!TYPES.contains(type)) {
      throw Rejection.at(
          typeNode, "there is no correlation \"" + type + "\"" + Suggestions.of(type, TYPES));
    }
    Node condition = members.get("condition");
    if (condition != null && Nodes.isNull(condition)) {
      condition = null;
    }
    Map<String, Integer> rules = rules(correlation, members, type, condition);
    List<String> ids = rules.keySet().stream().toList();
    Map<String, Map<Integer, String>> aliases = aliases(members.get("aliases"), ids);
    List<String> groupBy = Nodes.texts(members.get("group-by"));
    List<String> fields = fields(correlation, type, condition);
    String id = Nodes.text(head, "id");
    String title = Nodes.text(head, "title");
    return new SigmaCorrelation(
        id.isEmpty() ? RuleReader.made(title) : id.toLowerCase(Locale.ROOT),
        Nodes.text(head, "name"),
        RuleReader.version(head),
        title,
        Nodes.text(head, "description"),
        String.join(", ", Nodes.texts(head.get("author"))),
        RuleReader.level(head),
        Nodes.texts(head.get("tags")),
        Nodes.texts(head.get("references")),
        question(correlation, type, condition, ids, steps(members.get("rules"), rules)),
        ids,
        groupBy,
        perRule(groupBy, ids, aliases),
        perRule(fields, ids, aliases),
        Timespan.of(RuleReader.required(correlation, members, "timespan")),
        generate(members, head),
        file,
        document.getStartMark().getLine() + 1);
  }

  /** Ids of the rules by their number; those of the condition where none are listed. */
  private Map<String, Integer> rules(
      Node correlation, Map<String, Node> members, String type, @Nullable Node condition) {
    Map<String, Integer> rules = new LinkedHashMap<>();
    Node list = members.get("rules");
    if (list != null && !Nodes.isNull(list)) {
      for (Node each : Nodes.list(list)) {
        enter(rules, names.resolve(each, Nodes.text(each), 0), type, each);
      }
    } else if (condition instanceof ScalarNode && type.startsWith("temporal")) {
      for (Condition.Mention mention : Condition.mentions(condition)) {
        String id = names.resolve(condition, mention.name(), mention.at());
        rules.putIfAbsent(id, rules.size());
      }
    }
    if (rules.isEmpty()) {
      throw Rejection.at(list == null ? correlation : list, "\"rules\" names no rule");
    }
    if (rules.size() > MAX_RULES) {
      throw Rejection.at(correlation, "a correlation names at most " + MAX_RULES + " rules");
    }
    return rules;
  }

  /** The rules in the order of their list, a bit each; one may come again. */
  private List<Long> steps(@Nullable Node list, Map<String, Integer> rules) {
    var steps = new ArrayList<Long>();
    if (list != null && !Nodes.isNull(list)) {
      for (Node each : Nodes.list(list)) {
        steps.add(1L << rules.getOrDefault(names.resolve(each, Nodes.text(each), 0), 0));
      }
    }
    return steps;
  }

  private static void enter(Map<String, Integer> rules, String id, String type, Node node) {
    if (rules.putIfAbsent(id, rules.size()) != null && !type.equals("temporal_ordered")) {
      throw Rejection.at(node, "the rule is named twice; only temporal_ordered looks at that");
    }
  }

  private Map<String, Map<Integer, String>> aliases(@Nullable Node node, List<String> ids) {
    Map<String, Map<Integer, String>> aliases = new LinkedHashMap<>();
    if (node == null || Nodes.isNull(node)) {
      return aliases;
    }
    Nodes.members(node)
        .forEach(
            (alias, fields) -> {
              Map<Integer, String> byRule = new LinkedHashMap<>();
              Nodes.members(fields)
                  .forEach(
                      (rule, field) -> {
                        Node place = Nodes.key(fields, rule);
                        int number = ids.indexOf(names.resolve(place, rule, 0));
                        if (number < 0) {
                          throw Rejection.at(
                              place, "\"" + rule + "\" is none of the rules of the correlation");
                        }
                        byRule.put(number, Nodes.text(field));
                      });
              aliases.put(alias, byRule);
            });
    return aliases;
  }

  private static List<List<String>> perRule(
      List<String> fields, List<String> ids, Map<String, Map<Integer, String>> aliases) {
    List<List<String>> perRule = new ArrayList<>();
    for (int rule = 0; rule < ids.size(); rule++) {
      int number = rule;
      perRule.add(
          fields.stream()
              .map(field -> aliases.getOrDefault(field, Map.of()).getOrDefault(number, field))
              .toList());
    }
    return perRule;
  }

  private static boolean generate(Map<String, Node> inner, Map<String, Node> head) {
    for (Map<String, Node> members : List.of(inner, head)) {
      Node node = members.get("generate");
      String word = Nodes.text(members, "generate").toLowerCase(Locale.ROOT);
      if (node != null && !word.equals("true") && !word.equals("false")) {
        throw Rejection.at(node, "generate is true or false");
      }
      if (word.equals("true")) {
        return true;
      }
    }
    return false;
  }

  /** The fields of the condition; none where events are counted. */
  private static List<String> fields(Node correlation, String type, @Nullable Node condition) {
    List<String> fields =
        condition instanceof MappingNode
            ? Nodes.texts(Nodes.members(condition).get("field"))
            : List.of();
    boolean wanted = type.startsWith("value_");
    if (wanted && fields.isEmpty()) {
      throw Rejection.at(
          condition == null ? correlation : condition,
          type + " needs the \"field\" that it looks at in its condition");
    }
    if (!wanted && !fields.isEmpty() && condition != null) {
      throw Rejection.at(Nodes.key(condition, "field"), type + " looks at no field");
    }
    if (fields.size() > 1 && !type.equals("value_count") && condition != null) {
      throw Rejection.at(Nodes.key(condition, "field"), type + " looks at one field");
    }
    return fields;
  }

  private Question question(
      Node correlation, String type, @Nullable Node condition, List<String> ids, List<Long> steps) {
    if (condition instanceof ScalarNode scalar && type.startsWith("temporal")) {
      Presence presence = presence(scalar, ids);
      return type.equals("temporal")
          ? new SigmaCorrelation.TemporalPresence(presence)
          : ordered(scalar, presence);
    }
    if (condition == null && !type.startsWith("temporal")) {
      throw Rejection.at(correlation, "\"condition\" is missing");
    }
    if (condition != null && !(condition instanceof MappingNode)) {
      throw Rejection.at(
          condition,
          type.startsWith("temporal")
              ? "expecting a comparison such as {gte: 2}, or rules with and, or, not"
              : "expecting a comparison such as {gte: 10}");
    }
    Threshold threshold = condition == null ? null : threshold(condition, type);
    if (threshold == null) {
      threshold = new Threshold(List.of(new Bound(How.GTE, steps.size())));
    }
    Node place = condition == null ? correlation : condition;
    boolean isCount = type.endsWith("_count") || type.startsWith("temporal");
    if (!threshold.isPossible(isCount)) {
      throw Rejection.at(
          place,
          isCount
              ? "this can never hold: windows begin with an event of their group, so a count is 1"
                  + " at least"
              : "this can never hold");
    }
    return switch (type) {
      case "event_count" -> new SigmaCorrelation.EventCount(countable(place, threshold));
      case "value_count" -> new SigmaCorrelation.ValueCount(countable(place, threshold));
      case "value_sum" -> new SigmaCorrelation.ValueSum(threshold);
      case "value_avg" -> new SigmaCorrelation.ValueAverage(threshold);
      case "value_median" -> new SigmaCorrelation.ValuePercentile(50, threshold);
      case "value_percentile" -> new SigmaCorrelation.ValuePercentile(percentile(place), threshold);
      case "temporal" -> new SigmaCorrelation.Temporal(reachable(place, threshold, ids.size()));
      default -> {
        if (!threshold.isRising()) {
          throw Rejection.at(place, "temporal_ordered takes gt or gte: how many, in their order");
        }
        reachable(place, threshold, steps.size());
        yield ordered(place, steps, (int) threshold.least());
      }
    };
  }

  private static Threshold countable(Node place, Threshold threshold) {
    if (threshold.enough() > MAX_COUNT) {
      throw Rejection.at(place, "counts go up to " + MAX_COUNT);
    }
    return threshold;
  }

  private static Threshold reachable(Node place, Threshold threshold, int named) {
    if (threshold.isRising() && threshold.least() > named) {
      throw Rejection.at(
          place,
          "this can never hold: "
              + threshold.least()
              + " rules are asked for and "
              + named
              + " are named");
    }
    return threshold;
  }

  private static double percentile(Node condition) {
    Node node = Nodes.members(condition).get("percentile");
    if (node == null) {
      throw Rejection.at(condition, "\"percentile\" is missing: 0 to 100");
    }
    double rank = number(node);
    if (!(rank >= 0 && rank <= 100)) {
      throw Rejection.at(node, "a percentile is 0 to 100");
    }
    return rank;
  }

  private static @Nullable Threshold threshold(Node condition, String type) {
    var bounds = new ArrayList<Bound>();
    Nodes.members(condition)
        .forEach(
            (key, node) -> {
              if (COMPARISONS.contains(key)) {
                bounds.add(new Bound(How.valueOf(key.toUpperCase(Locale.ROOT)), number(node)));
              } else if (!key.equals("field")
                  && !(key.equals("percentile") && type.equals("value_percentile"))) {
                throw Rejection.at(
                    Nodes.key(condition, key),
                    "unknown key \"" + key + "\"" + Suggestions.of(key, COMPARISONS));
              }
            });
    if (bounds.isEmpty()) {
      throw Rejection.at(condition, "expecting at least one of gt, gte, lt, lte, eq and neq");
    }
    return new Threshold(bounds);
  }

  private static double number(Node node) {
    String text = Nodes.text(node);
    if (!text.matches("[-+]?[0-9]{1,15}(\\.[0-9]{1,15})?([eE][-+]?[0-9]{1,2})?")) {
      throw Rejection.at(node, "\"" + text + "\" is no number");
    }
    return Double.parseDouble(text);
  }

  /** The condition of rules, read as that of search identifiers is. */
  private Presence presence(ScalarNode condition, List<String> ids) {
    Map<String, Expr> identifiers = new LinkedHashMap<>();
    for (Condition.Mention mention : Condition.mentions(condition)) {
      int number = ids.indexOf(names.resolve(condition, mention.name(), mention.at()));
      if (number < 0) {
        throw Rejection.at(
            condition,
            mention.at(),
            "\"" + mention.name() + "\" is none of the rules of the correlation");
      }
      identifiers.put(mention.name(), new Expr.Test(Integer.toString(number), new Check.Null()));
    }
    Presence presence = presence(Condition.parse(condition, identifiers));
    if (presence.holds(0)) {
      throw Rejection.at(condition, "the condition holds where no rule does");
    }
    return presence;
  }

  private static Presence presence(Expr expr) {
    return switch (expr) {
      case Expr.All all ->
          new Presence.All(all.parts().stream().map(CorrelationReader::presence).toList());
      case Expr.Any any ->
          new Presence.Any(any.parts().stream().map(CorrelationReader::presence).toList());
      case Expr.Not not -> new Presence.Not(presence(not.part()));
      case Expr.Test test -> new Presence.Rule(Integer.parseInt(test.field()));
    };
  }

  /** Steps of an ordered condition: rules, or some of which one is enough, joined by and. */
  private static Question ordered(ScalarNode condition, Presence presence) {
    List<Presence> parts = presence instanceof Presence.All all ? all.parts() : List.of(presence);
    var steps = new ArrayList<Long>();
    for (Presence part : parts) {
      List<Presence> choices = part instanceof Presence.Any any ? any.parts() : List.of(part);
      long step = 0;
      for (Presence choice : choices) {
        if (!(choice instanceof Presence.Rule(int number))) {
          throw Rejection.at(
              condition,
              "an ordered condition is rules joined by and, each of which may be several in"
                  + " parentheses joined by or; absence is for temporal");
        }
        step |= 1L << number;
      }
      steps.add(step);
    }
    return ordered(condition, steps, steps.size());
  }

  private static Question ordered(Node place, List<Long> steps, int least) {
    if (steps.size() > MAX_STEPS) {
      throw Rejection.at(place, "an order has at most " + MAX_STEPS + " steps");
    }
    return new SigmaCorrelation.TemporalOrdered(steps, least);
  }
}
