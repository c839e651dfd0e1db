package org.marsad.rules.adopt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How a rule of Wazuh counts others.
 *
 * @param frequency how many there must be
 * @param seconds within which time
 * @param groupBy the fields that must be the same
 * @param field whose values must differ; empty where events are counted
 * @param isOfAll whether events of all hosts are counted together, as it says
 */
record WazuhCounting(
    int frequency, int seconds, List<String> groupBy, String field, boolean isOfAll) {
  private static final String GLOBAL = "global_frequency";
  private static final String HOST = "host.name";

  private static final Set<String> SILENT =
      Set.of(
          "description",
          "group",
          "mitre",
          "info",
          "options",
          "if_matched_sid",
          "if_matched_group",
          GLOBAL);

  private static final int USUAL_SECONDS = 360;

  WazuhCounting {
    groupBy = List.copyOf(groupBy);
  }

  /**
   * Reads it.
   *
   * @param kind of the events it counts
   * @param namesHost whether they all say on which host they happened
   * @throws LeftOut if it cannot be said
   */
  static WazuhCounting of(WazuhRule rule, LogKind kind, boolean namesHost) {
    Element element = rule.element();
    int frequency = positive(element, "frequency");
    int seconds =
        element.attribute("timeframe").isEmpty() ? USUAL_SECONDS : positive(element, "timeframe");
    var groupBy = new ArrayList<String>();
    var differ = new ArrayList<String>();
    for (Element each : element.children()) {
      String name = each.name();
      if (SILENT.contains(name) || isSaidTwice(rule, name)) {
        continue;
      }
      if (name.startsWith("same_")) {
        groupBy.add(field(each, name.substring("same_".length()), kind));
      } else if (name.startsWith("different_")) {
        differ.add(field(each, name.substring("different_".length()), kind));
      } else if (name.startsWith("not_same_")) {
        differ.add(field(each, name.substring("not_same_".length()), kind));
      } else {
        throw new LeftOut(
            each.line(), "<" + name + "> beside a count is about the last event alone");
      }
    }
    boolean isOfAll = !element.children(GLOBAL).isEmpty();
    if (!isOfAll && namesHost && !differ.contains(HOST)) {
      groupBy.add(HOST); // Wazuh counts for each of its agents
    }
    if (differ.size() > 1) {
      throw new LeftOut(element.line(), "several fields must differ");
    }
    return new WazuhCounting(
        frequency,
        seconds,
        groupBy.stream().distinct().toList(),
        differ.isEmpty() ? "" : differ.getFirst(),
        isOfAll);
  }

  /** Whether it holds under the rule that it counts, which says nothing more. */
  private static boolean isSaidTwice(WazuhRule rule, String name) {
    return name.equals("if_sid")
        && rule.numbers("if_matched_sid").containsAll(rule.numbers("if_sid"));
  }

  private static int positive(Element element, String name) {
    int number = WazuhRule.number(element.attribute(name), element.line(), "the " + name);
    if (number < 1) {
      throw new LeftOut(element.line(), "the " + name + " is not positive");
    }
    return number;
  }

  private static String field(Element element, String what, LogKind kind) {
    String name =
        switch (what) {
          case "source_ip" -> "srcip";
          case "dst_ip", "dest_ip" -> "dstip";
          case "src_port" -> "srcport";
          case "dst_port" -> "dstport";
          case "field" -> element.text();
          default -> what;
        };
    String field = kind.field(name);
    String common = field == null ? LogKind.SYSLOG.field(name) : field;
    if (common == null || common.isEmpty()) {
      throw new LeftOut(
          element.line(), "\"" + name + "\" is a field that Wazuh's own decoder makes");
    }
    return common;
  }
}
