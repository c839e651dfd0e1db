package org.marsad.rules.adopt;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.marsad.rules.problem.RuleProblem;

/**
 * Files of Wazuh's rules. All are read first, since rules name each other across files; those that
 * can be said in Sigma are written, a file for each of theirs. One thread.
 */
final class WazuhIntake {
  private static final int MAX_RULES = 100_000;

  /** What a rule that overwrites another one cannot change. */
  private static final Set<String> PLACE =
      Set.of("if_sid", "if_group", "if_level", "if_matched_sid", "if_matched_group");

  private final String author;
  private final Map<Integer, WazuhRule> rules = new LinkedHashMap<>();
  private final Map<String, String> authors = new HashMap<>();
  private final List<RuleProblem> skipped = new ArrayList<>();

  WazuhIntake(String author) {
    this.author = author;
  }

  /** Takes a file; whether there are rules in it. */
  boolean add(String name, String text) {
    if (!text.contains("<rule")) {
      return false;
    }
    var reader = new XmlReader(text);
    try {
      reader.read();
    } catch (LeftOut e) {
      skipped.add(
          new RuleProblem(name, e.line(), 0, e.why() + "; what follows in this file is left out"));
    }
    authors.put(name, author(reader.comment()));
    Map<String, String> variables = new HashMap<>();
    for (Element root : reader.roots()) {
      if (root.name().equals("var")) {
        variables.put(root.attribute("name"), root.text());
      } else if (root.name().equals("group")) {
        group(name, root, variables);
      }
    }
    return true;
  }

  /** Who wrote it, as a comment says. */
  private String author(String comment) {
    for (String line : comment.split("\n", -1)) {
      int at = line.indexOf("Copyright");
      int comma = line.lastIndexOf(',');
      if (at >= 0 && comma > at) {
        return line.substring(comma + 1).strip();
      }
    }
    return author;
  }

  private void group(String file, Element group, Map<String, String> variables) {
    for (Element each : group.children("rule")) {
      try {
        rule(file, group, substituted(each, variables));
      } catch (LeftOut e) {
        skipped.add(
            new RuleProblem(file, e.line(), 0, "rule " + each.attribute("id") + ": " + e.why()));
      }
    }
  }

  private void rule(String file, Element group, Element element) {
    if (rules.size() >= MAX_RULES) {
      throw new LeftOut(element.line(), "there are " + MAX_RULES + " rules already");
    }
    int id = WazuhRule.number(element.attribute("id"), element.line(), "the id");
    int level = WazuhRule.number(element.attribute("level"), element.line(), "the level");
    var groups = new ArrayList<String>();
    groups.addAll(List.of(group.attribute("name").split(",", -1)));
    element.children("group").forEach(each -> groups.addAll(List.of(each.text().split(",", -1))));
    groups.replaceAll(String::strip);
    groups.removeIf(String::isEmpty);
    WazuhRule before = rules.get(id);
    if (before != null && !element.isTrue("overwrite")) {
      throw new LeftOut(element.line(), "its id is that of a rule in " + before.file());
    }
    Element whole = before == null ? element : overwriting(element, before.element());
    rules.put(id, new WazuhRule(id, level, groups, whole, file));
  }

  /** A rule in place of another one: under which others it holds stays as it was. */
  private static Element overwriting(Element element, Element before) {
    var merged = new Element(element.name(), element.line());
    merged.attributes().putAll(element.attributes());
    before.children().stream()
        .filter(each -> PLACE.contains(each.name()))
        .forEach(merged.children()::add);
    element.children().stream()
        .filter(each -> !PLACE.contains(each.name()))
        .forEach(merged.children()::add);
    return merged;
  }

  /** With the values of variables put in. */
  private static Element substituted(Element element, Map<String, String> variables) {
    if (variables.isEmpty()) {
      return element;
    }
    var copy = new Element(element.name(), element.line());
    copy.attributes().putAll(element.attributes());
    String text = element.raw();
    for (String name : longestFirst(variables.keySet())) {
      text = text.replace("$" + name, variables.getOrDefault(name, ""));
    }
    copy.append(text);
    element.children().forEach(child -> copy.children().add(substituted(child, variables)));
    return copy;
  }

  /** So that a name which another one begins with is not found in it. */
  private static List<String> longestFirst(Set<String> names) {
    return names.stream()
        .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(String::compareTo))
        .toList();
  }

  /** What can be used of it. */
  Taken taken() {
    var conversion = new WazuhConversion(rules, authors);
    Map<String, List<String>> documents = new TreeMap<>();
    int single = 0;
    int composite = 0;
    int sorting = 0;
    for (WazuhRule rule : rules.values()) {
      try {
        if (!rule.isTold() && !conversion.isCounted(rule)) {
          sorting++;
          continue;
        }
        String document = YamlText.document(conversion.document(rule));
        documents.computeIfAbsent(rule.file(), _ -> new ArrayList<>()).add(document);
        composite += rule.isComposite() ? 1 : 0;
        single += rule.isComposite() ? 0 : 1;
      } catch (LeftOut e) {
        skipped.add(
            new RuleProblem(rule.file(), e.line(), 0, "rule " + rule.id() + ": " + e.why()));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
    Map<String, String> files = new LinkedHashMap<>();
    documents.forEach((name, texts) -> files.put(name, String.join("---\n", texts)));
    return new Taken(files, single, composite, sorting, skipped, conversion.notes());
  }

  /**
   * What was taken.
   *
   * @param files by their names where they came from
   * @param sorting rules that raise nothing and that nobody counts
   */
  record Taken(
      Map<String, String> files,
      int rules,
      int correlations,
      int sorting,
      List<RuleProblem> skipped,
      List<RuleProblem> notes) {}
}
