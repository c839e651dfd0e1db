package org.marsad.rules.adopt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.problem.RuleProblem;

/**
 * Says rules of Wazuh in Sigma.
 *
 * <p>A rule of Wazuh holds under a parent, and of a parent and its children only the child is told.
 * So the Sigma rule has the conditions of all its ancestors and, as exceptions, those of its
 * children. Rules that raise nothing are written only where others count them. One thread.
 */
final class WazuhConversion {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_SELECTIONS = 300;
  private static final int MAX_CHILDREN = 100;

  private final Map<Integer, WazuhRule> rules;
  private final Map<String, String> authors;
  private final Map<Integer, List<WazuhRule>> children = new HashMap<>();
  private final Map<String, List<WazuhRule>> groups = new HashMap<>();
  private final Set<Integer> counted = new HashSet<>();
  private final List<RuleProblem> notes = new ArrayList<>();
  private final Map<Integer, Boolean> works = new HashMap<>();

  WazuhConversion(Map<Integer, WazuhRule> rules, Map<String, String> authors) {
    this.rules = rules;
    this.authors = authors;
    for (WazuhRule rule : rules.values()) {
      rule.groups().forEach(g -> groups.computeIfAbsent(g, _ -> new ArrayList<>()).add(rule));
      try {
        for (int parent : rule.numbers("if_sid")) {
          children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(rule);
        }
      } catch (LeftOut _) {
        // Told when the rule itself is written.
      }
    }
    for (WazuhRule rule : rules.values()) {
      if (rule.isComposite()) {
        members(rule).forEach(member -> counted.add(member.id()));
      }
    }
  }

  /** Whether another rule counts what this one finds. */
  boolean isCounted(WazuhRule rule) {
    return counted.contains(rule.id());
  }

  /** What was said with a difference. */
  List<RuleProblem> notes() {
    return notes;
  }

  /**
   * The Sigma document of a rule.
   *
   * @throws LeftOut if it cannot be said
   */
  ObjectNode document(WazuhRule rule) {
    attributes(rule);
    return rule.isComposite() ? correlation(rule) : detection(rule);
  }

  /** What a rule says of itself beside its elements. */
  private void attributes(WazuhRule rule) {
    for (String name : rule.element().attributes().keySet()) {
      switch (name) {
        case "id", "level", "overwrite", "noalert", "frequency", "timeframe" -> {}
        case "maxsize" ->
            throw new LeftOut(rule.element().line(), "how long a line is (maxsize) is not asked");
        case "ignore" ->
            note(rule, "ignore is not taken over: what goes on adds to the alert that was raised");
        default -> note(rule, "the attribute \"" + name + "\" is not known");
      }
    }
  }

  private ObjectNode head(WazuhRule rule) {
    ObjectNode head = YamlText.mapper().createObjectNode();
    head.put("title", rule.title());
    head.put("id", rule.sigmaId());
    head.put("status", "test");
    head.put(
        "description",
        "Rule "
            + rule.id()
            + " of Wazuh, level "
            + rule.level()
            + (rule.groups().isEmpty() ? "" : ", groups " + String.join(", ", rule.groups())));
    String author = authors.getOrDefault(rule.file(), "");
    if (!author.isEmpty()) {
      head.put("author", author);
    }
    list(head, "references", rule.references());
    list(head, "tags", rule.tags());
    return head;
  }

  private static void list(ObjectNode into, String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode list = into.putArray(name);
      values.forEach(list::add);
    }
  }

  private ObjectNode detection(WazuhRule rule) {
    LogKind kind = kind(rule, 0);
    var selections = new LinkedHashMap<String, Object>();
    String condition = whole(rule, kind, selections, new HashSet<>());
    if (condition.isEmpty()) {
      throw new LeftOut(rule.element().line(), "it has no condition");
    }
    String except = exceptions(rule, kind, selections);
    ObjectNode document = head(rule);
    ObjectNode source = document.putObject("logsource");
    kind.source().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> source.put(each.getKey(), each.getValue()));
    ObjectNode detection = document.putObject("detection");
    selections.forEach((name, value) -> detection.set(name, YamlText.mapper().valueToTree(value)));
    detection.put("condition", condition + except);
    document.put("level", rule.sigmaLevel().toString());
    return document;
  }

  /** The kind of logs a rule is about, as it or an ancestor says; they must agree. */
  private LogKind kind(WazuhRule rule, int depth) {
    if (depth > MAX_DEPTH) {
      throw new LeftOut(rule.element().line(), "its parents are parents of each other");
    }
    Set<LogKind> found = new LinkedHashSet<>();
    for (Element each : rule.element().children("decoded_as")) {
      LogKind kind = LogKind.ofDecoder(each.text());
      if (kind == null) {
        throw new LeftOut(
            each.line(),
            "what the decoder \"" + each.text() + "\" reads has no fields that we know");
      }
      found.add(kind);
    }
    for (WazuhRule parent : parents(rule)) {
      try {
        found.add(kind(parent, depth + 1));
      } catch (LeftOut e) {
        if (parents(rule).size() == 1) {
          throw e;
        }
      }
    }
    if (found.size() > 1) {
      found.remove(LogKind.SYSLOG);
    }
    if (found.size() > 1) {
      throw new LeftOut(rule.element().line(), "it is for several kinds of logs");
    }
    return found.isEmpty() ? LogKind.SYSLOG : found.iterator().next();
  }

  /** Those under which a rule holds, by number or by group. */
  private List<WazuhRule> parents(WazuhRule rule) {
    var parents = new ArrayList<WazuhRule>();
    for (int number : rule.numbers("if_sid")) {
      WazuhRule parent = rules.get(number);
      if (parent == null) {
        throw new LeftOut(
            rule.element().line(), "rule " + number + ", under which it holds, is not here");
      }
      parents.add(parent);
    }
    for (String group : rule.words("if_group")) {
      List<WazuhRule> members = groups.getOrDefault(group, List.of());
      members.stream()
          .filter(member -> member.id() != rule.id() && !member.isComposite())
          .forEach(parents::add);
      if (members.isEmpty()) {
        throw new LeftOut(rule.element().line(), "no rule is of the group \"" + group + "\"");
      }
    }
    return parents;
  }

  /** The condition of a rule and its ancestors. */
  private String whole(
      WazuhRule rule, LogKind kind, Map<String, Object> selections, Set<Integer> above) {
    if (!above.add(rule.id()) || above.size() > MAX_DEPTH) {
      throw new LeftOut(rule.element().line(), "its parents are parents of each other");
    }
    if (rule.isComposite()) {
      throw new LeftOut(
          rule.element().line(), "it holds under rule " + rule.id() + ", which counts others");
    }
    var parts = new ArrayList<String>();
    List<WazuhRule> parents = parents(rule);
    if (!parents.isEmpty()) {
      String either = either(rule, parents, kind, selections, above);
      if (!either.isEmpty()) {
        parts.add(either);
      }
    }
    String own = own(rule, kind, selections);
    if (!own.isEmpty()) {
      parts.add(own);
    }
    above.remove(rule.id());
    if (selections.size() > MAX_SELECTIONS) {
      throw new LeftOut(
          rule.element().line(), "with all its parents it has over " + MAX_SELECTIONS + " parts");
    }
    return String.join(" and ", parts);
  }

  private String either(
      WazuhRule rule,
      List<WazuhRule> parents,
      LogKind kind,
      Map<String, Object> selections,
      Set<Integer> above) {
    var alternatives = new LinkedHashSet<String>();
    @Nullable LeftOut last = null;
    for (WazuhRule parent : parents) {
      var more = new LinkedHashMap<>(selections);
      var inside = new HashSet<>(above);
      try {
        String one = whole(parent, kind, more, inside);
        selections.putAll(more);
        if (one.isEmpty()) {
          return "";
        }
        alternatives.add(one.contains(" ") && parents.size() > 1 ? "(" + one + ")" : one);
      } catch (LeftOut e) {
        last = e;
      }
    }
    if (alternatives.isEmpty()) {
      throw new LeftOut(
          rule.element().line(),
          "it holds under rule "
              + parents.getLast().id()
              + ": "
              + (last == null ? "" : last.why()));
    }
    if (last != null) {
      note(rule, "it does not hold under all of its parents: " + last.why());
    }
    String joined = String.join(" or ", alternatives);
    return alternatives.size() == 1 ? joined : "(" + joined + ")";
  }

  private void note(WazuhRule rule, String what) {
    notes.add(
        new RuleProblem(rule.file(), rule.element().line(), 0, "rule " + rule.id() + ": " + what));
  }

  /** What the children hold for, which is theirs to tell. */
  private String exceptions(WazuhRule rule, LogKind kind, Map<String, Object> selections) {
    var exceptions = new LinkedHashSet<String>();
    int left = 0;
    for (WazuhRule child : children.getOrDefault(rule.id(), List.of())) {
      if (child.isComposite()) {
        continue;
      }
      try {
        var more = new LinkedHashMap<>(selections);
        String own = own(child, kind, more);
        if (own.isEmpty() || exceptions.size() >= MAX_CHILDREN || !isWritten(child)) {
          left++;
        } else {
          selections.putAll(more);
          exceptions.add(own.contains(" ") ? "(" + own + ")" : own);
        }
      } catch (LeftOut _) {
        left++;
      }
    }
    if (left > 0) {
      note(rule, left + " of its special cases are not excepted, so it holds for them too");
    }
    return exceptions.isEmpty() ? "" : " and not (" + String.join(" or ", exceptions) + ")";
  }

  /** Whether a rule that is told can be said; one that raises nothing need not be. */
  private boolean isWritten(WazuhRule rule) {
    Boolean known = works.get(rule.id());
    if (known == null) {
      try {
        known =
            !rule.isTold()
                || !whole(rule, kind(rule, 0), new LinkedHashMap<>(), new HashSet<>()).isEmpty();
      } catch (LeftOut _) {
        known = false;
      }
      works.put(rule.id(), known);
    }
    return known;
  }

  /** The condition that a rule itself adds; empty if none. */
  private static String own(WazuhRule rule, LogKind kind, Map<String, Object> selections) {
    var conditions = new WazuhConditions(kind);
    rule.conditions().forEach(conditions::add);
    return conditions.named("r" + rule.id(), selections);
  }

  // What counts others

  /** The rules whose events a rule counts. */
  private List<WazuhRule> members(WazuhRule rule) {
    var members = new ArrayList<WazuhRule>();
    try {
      for (int number : rule.numbers("if_matched_sid")) {
        WazuhRule member = rules.get(number);
        if (member != null) {
          members.add(member);
        }
      }
    } catch (LeftOut _) {
      return List.of();
    }
    for (String group : rule.words("if_matched_group")) {
      groups.getOrDefault(group, List.of()).stream()
          .filter(member -> member.id() != rule.id() && !member.isComposite())
          .forEach(members::add);
    }
    return members;
  }

  private ObjectNode correlation(WazuhRule rule) {
    return correlation(rule, new HashSet<>());
  }

  /**
   * What a rule counts.
   *
   * @param above the rules that count it, by their numbers
   */
  private ObjectNode correlation(WazuhRule rule, Set<Integer> above) {
    int line = rule.element().line();
    if (!above.add(rule.id())) {
      throw new LeftOut(line, "it counts itself, by what it counts");
    }
    List<WazuhRule> members = members(rule);
    if (rule.element().children("if_matched_sid").isEmpty()
        && rule.element().children("if_matched_group").isEmpty()) {
      throw new LeftOut(
          line, "it has a frequency and no <if_matched_sid> or <if_matched_group> to count");
    }
    if (members.isEmpty()) {
      throw new LeftOut(line, "the rules it counts are not here");
    }
    var ids = new LinkedHashSet<String>();
    @Nullable LeftOut last = null;
    Set<LogKind> kinds = new HashSet<>();
    for (WazuhRule member : members) {
      try {
        if (!member.isComposite()) {
          LogKind kind = kind(member, 0);
          whole(member, kind, new LinkedHashMap<>(), new HashSet<>());
          kinds.add(kind);
        } else {
          correlation(member, new HashSet<>(above));
        }
        ids.add(member.sigmaId());
      } catch (LeftOut e) {
        last = e;
      }
    }
    if (ids.isEmpty()) {
      throw new LeftOut(
          line,
          "rule "
              + members.getLast().id()
              + ", which it counts, is left out: "
              + (last == null ? "" : last.why()));
    }
    if (last != null) {
      note(rule, "it does not count all that it did: " + last.why());
    }
    LogKind kind = kinds.size() == 1 ? kinds.iterator().next() : LogKind.SYSLOG;
    boolean namesHost = kinds.stream().allMatch(LogKind::namesHost);
    var counting = WazuhCounting.of(rule, kind, namesHost);
    if (!namesHost && !counting.isOfAll()) {
      note(rule, "it counts what all hosts send together, since such events may not name theirs");
    }
    ObjectNode document = head(rule);
    ObjectNode correlation = document.putObject("correlation");
    correlation.put("type", counting.field().isEmpty() ? "event_count" : "value_count");
    list(correlation, "rules", List.copyOf(ids));
    list(correlation, "group-by", counting.groupBy());
    correlation.put("timespan", counting.seconds() + "s");
    ObjectNode condition = correlation.putObject("condition");
    if (!counting.field().isEmpty()) {
      condition.put("field", counting.field());
    }
    condition.put("gte", counting.frequency());
    if (members.stream().anyMatch(WazuhRule::isTold)) {
      correlation.put("generate", true);
    }
    document.put("level", rule.sigmaLevel().toString());
    return document;
  }
}
