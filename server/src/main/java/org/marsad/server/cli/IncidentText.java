package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;

/** An incident of the API as a person wants to read it: what, who, when, why, evidence. */
final class IncidentText {
  private static final int LINES_PER_ALERT = 12;
  private static final String INDENT = "         ";

  private IncidentText() {}

  /** One line for a list. */
  static String line(JsonNode incident, Terminal terminal) {
    String assignee = incident.path("assignee").asText();
    return terminal.dim(incident.path("id").asText())
        + "  "
        + terminal.dim(incident.path("last").asText())
        + "  "
        + terminal.level(incident.path("severity").asText())
        + "  "
        + incident.path("status").asText()
        + (assignee.isEmpty() ? "" : " by " + Terminal.safe(assignee))
        + "  "
        + Terminal.safe(incident.path("title").asText())
        + terminal.dim(
            "  "
                + incident.path("alert_count").asLong()
                + " alerts, risk "
                + incident.path("risk").asLong());
  }

  /** The whole of it. */
  static String full(JsonNode incident, Terminal terminal) {
    var text = new StringBuilder();
    text.append(terminal.level(incident.path("severity").asText()))
        .append("  ")
        .append(terminal.bold(Terminal.safe(incident.path("title").asText())))
        .append('\n');
    row(text, terminal, "incident", incident.path("id").asText());
    row(text, terminal, "status", status(incident));
    row(text, terminal, "severity", incident.path("severity_reason").asText());
    row(text, terminal, "tags", list(incident.path("tags")));
    row(text, terminal, "who", entities(incident.path("entities")));
    row(
        text,
        terminal,
        "when",
        incident.path("first").asText() + " to " + incident.path("last").asText());
    row(text, terminal, "ATT&CK", list(incident.path("attack")));
    text.append(terminal.bold("why")).append('\n');
    int number = 1;
    var shown = new HashSet<String>();
    for (JsonNode alert : incident.path("alerts")) {
      alert(text, terminal, alert, number);
      evidence(text, terminal, alert, shown);
      number++;
    }
    long hidden = incident.path("alert_count").asLong() - incident.path("alerts").size();
    if (hidden > 0) {
      text.append("  and ").append(hidden).append(" more alerts\n");
    }
    work(text, terminal, incident);
    row(text, terminal, "search", "./marsad search '" + incident.path("search").asText() + "'");
    return text.toString();
  }

  private static String status(JsonNode incident) {
    var words = new StringJoiner(", ");
    words.add(incident.path("status").asText());
    String what = incident.path("classification").asText();
    if (!what.equals("none")) {
      words.add(what);
    }
    String assignee = incident.path("assignee").asText();
    if (!assignee.isEmpty()) {
      words.add("assigned to " + assignee);
    }
    String into = incident.path("merged_into").asText();
    if (!into.isEmpty()) {
      words.add("merged into " + into);
    }
    return words.toString();
  }

  /** Comments and what was changed. */
  private static void work(StringBuilder text, Terminal terminal, JsonNode incident) {
    for (JsonNode comment : incident.path("comments")) {
      text.append(terminal.dim("  " + comment.path("at").asText() + "  "))
          .append(Terminal.safe(comment.path("by").asText()))
          .append(": ")
          .append(Terminal.safe(comment.path("text").asText()))
          .append('\n');
    }
    for (JsonNode change : incident.path("history")) {
      String from = change.path("from").asText();
      String to = change.path("to").asText();
      text.append(terminal.dim("  " + change.path("at").asText() + "  "))
          .append(
              terminal.dim(
                  Terminal.safe(
                      change.path("by").asText()
                          + ": "
                          + change.path("what").asText()
                          + (from.isEmpty() ? "" : " from " + from)
                          + (to.isEmpty() ? "" : " to " + to))))
          .append('\n');
    }
  }

  /** Its id, and whose it is, which the licence of most rules asks for (DRL 1.1). */
  private static String rule(JsonNode rule) {
    String author = rule.path("author").asText();
    return rule.path("id").asText() + (author.isEmpty() ? "" : ", by " + author);
  }

  private static void alert(StringBuilder text, Terminal terminal, JsonNode alert, int number) {
    text.append("  ")
        .append(number)
        .append(". ")
        .append(terminal.level(alert.path("severity").asText()))
        .append(' ')
        .append(Terminal.safe(alert.path("title").asText()))
        .append(terminal.dim("  rule " + Terminal.safe(rule(alert.path("rule")))))
        .append(alert.path("late").asBoolean() ? "  (late)" : "")
        .append('\n');
    text.append("     ").append(Terminal.safe(alert.path("reason").asText())).append('\n');
    JsonNode placements = alert.path("placements");
    JsonNode join = placements.path(placements.size() - 1);
    if (join.path("needed").asDouble() > 0) {
      text.append("     joined: ").append(Terminal.safe(join.path("reason").asText())).append('\n');
    }
  }

  /** The lines that prove it; those that stand further up already are only counted. */
  private static void evidence(
      StringBuilder text, Terminal terminal, JsonNode alert, Set<String> shown) {
    JsonNode evidence = alert.path("evidence");
    int printed = 0;
    int above = 0;
    for (JsonNode event : evidence) {
      if (shown.contains(event.path("id").asText())) {
        above++;
      } else if (printed < LINES_PER_ALERT) {
        printed++;
        shown.add(event.path("id").asText());
        text.append(INDENT)
            .append(
                terminal.dim(event.path("id").asText() + "  " + event.path("timestamp").asText()))
            .append("  ")
            .append(Terminal.safe(event.path("line").asText()))
            .append('\n');
      }
    }
    if (above > 0) {
      text.append(INDENT).append(terminal.dim("and " + above + " of the lines above")).append('\n');
    }
    long more = alert.path("evidence_total").asLong(evidence.size()) - printed - above;
    if (more > 0) {
      text.append(INDENT).append(terminal.dim("and " + more + " more")).append('\n');
    }
  }

  private static void row(StringBuilder text, Terminal terminal, String name, String value) {
    if (!value.isEmpty()) {
      text.append(terminal.bold("%-9s".formatted(name))).append(Terminal.safe(value)).append('\n');
    }
  }

  private static String entities(JsonNode entities) {
    var joined = new StringJoiner(", ");
    for (JsonNode entity : entities) {
      joined.add(entity.path("field").asText() + "=" + entity.path("value").asText());
    }
    return joined.toString();
  }

  private static String list(JsonNode values) {
    var joined = new StringJoiner(" ");
    values.forEach(value -> joined.add(value.asText()));
    return joined.toString();
  }
}
