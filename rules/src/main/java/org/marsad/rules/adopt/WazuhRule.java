package org.marsad.rules.adopt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.marsad.model.incident.Level;

/**
 * A rule of Wazuh as its file has it.
 *
 * @param id its number
 * @param level from 0, which raises nothing, to 16
 * @param groups those of the rule and of what is around it
 * @param element the whole of it
 */
record WazuhRule(int id, int level, List<String> groups, Element element, String file) {
  private static final int MAX_TITLE = 250;

  /** Elements whose texts are put behind one another where there are several. */
  private static final Set<String> JOINED =
      Set.of(
          "match",
          "regex",
          "program_name",
          "hostname",
          "user",
          "srcport",
          "dstport",
          "url",
          "id",
          "location",
          "system_name");

  WazuhRule {
    groups = List.copyOf(groups);
  }

  /** The id of the Sigma rule that it becomes. */
  String sigmaId() {
    return "wazuh-" + id;
  }

  /** Its elements; those that only go on with the one before of their name are one with it. */
  List<Element> conditions() {
    var joined = new ArrayList<Element>();
    for (Element each : element.children()) {
      Element before =
          JOINED.contains(each.name())
              ? joined.stream()
                  .filter(
                      known ->
                          known.name().equals(each.name())
                              && known.attributes().equals(each.attributes()))
                  .findFirst()
                  .orElse(null)
              : null;
      if (before == null) {
        var copy = new Element(each.name(), each.line());
        copy.attributes().putAll(each.attributes());
        copy.append(each.raw());
        copy.children().addAll(each.children());
        joined.add(copy);
      } else {
        before.append(each.raw());
      }
    }
    return joined;
  }

  /** Whether it raises an alert. */
  boolean isTold() {
    return level > 0
        && !element.isTrue("noalert")
        && element.children("options").stream()
            .noneMatch(options -> Set.of(options.text().split("[,\\s]+", -1)).contains("no_log"));
  }

  /** Whether it counts what other rules found. */
  boolean isComposite() {
    return element.attributes().containsKey("frequency")
        || !element.children("if_matched_sid").isEmpty()
        || !element.children("if_matched_group").isEmpty();
  }

  /** Numbers in elements of a name, in whatever way they are listed. */
  List<Integer> numbers(String name) {
    var numbers = new ArrayList<Integer>();
    for (Element each : element.children(name)) {
      for (String word : each.text().split("[,\\s]+", -1)) {
        if (!word.isEmpty()) {
          numbers.add(number(word, each.line(), name));
        }
      }
    }
    return numbers;
  }

  static int number(String word, int line, String what) {
    try {
      return Integer.parseInt(word.strip());
    } catch (NumberFormatException _) {
      throw new LeftOut(line, what + " \"" + word + "\" is no number");
    }
  }

  /** Words in elements of a name. */
  List<String> words(String name) {
    var words = new ArrayList<String>();
    for (Element each : element.children(name)) {
      for (String word : each.text().split("[,|\\s]+", -1)) {
        if (!word.isEmpty()) {
          words.add(word);
        }
      }
    }
    return words;
  }

  /** One line; what is filled in from the event is told by its name. */
  String title() {
    var text = new StringBuilder();
    element.children("description").forEach(each -> text.append(each.raw()));
    String line =
        text.toString().replaceAll("\\$\\(([^)]*)\\)", "<$1>").replaceAll("\\s+", " ").strip();
    line = line.isEmpty() ? "Wazuh rule " + id : line;
    return line.length() > MAX_TITLE ? line.substring(0, MAX_TITLE) : line;
  }

  /** Sigma's tags of its techniques. */
  List<String> tags() {
    var tags = new ArrayList<String>();
    for (Element mitre : element.children("mitre")) {
      for (Element technique : mitre.children("id")) {
        String name = technique.text();
        if (name.matches("[Tt][0-9]{4}(\\.[0-9]{3})?") || name.matches("[Tt][Aa][0-9]{4}")) {
          tags.add("attack." + name.toLowerCase(Locale.ROOT));
        }
      }
    }
    return tags;
  }

  /** Addresses to read on. */
  List<String> references() {
    return element.children("info").stream()
        .map(Element::text)
        .filter(text -> text.startsWith("http"))
        .toList();
  }

  /** As Wazuh itself names its levels. */
  Level sigmaLevel() {
    if (level >= 15) {
      return Level.CRITICAL;
    } else if (level >= 12) {
      return Level.HIGH;
    } else if (level >= 7) {
      return Level.MEDIUM;
    }
    return level >= 4 ? Level.LOW : Level.INFORMATIONAL;
  }
}
