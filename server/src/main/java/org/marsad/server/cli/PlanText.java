package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.StringJoiner;

/** How a search is gone about, for a person. */
final class PlanText {
  private PlanText() {}

  static void print(JsonNode plan, Terminal terminal) {
    terminal.line(terminal.bold("query     ") + safe(plan.path("query")));
    JsonNode range = plan.path("range");
    terminal.line(
        terminal.bold("range     ")
            + range.path("earliest").asText("any")
            + " to "
            + range.path("latest").asText("any"));
    shards(plan.path("shards"), terminal);
    for (JsonNode clause : plan.path("clauses")) {
      terminal.line(
          terminal.bold("clause    ")
              + safe(clause.path("clause"))
              + terminal.dim("  " + about(clause)));
    }
    for (JsonNode command : plan.path("commands")) {
      terminal.line(
          terminal.bold("command   ")
              + safe(command.path("command"))
              + terminal.dim("  " + safe(command.path("runs"))));
    }
    for (JsonNode stage : plan.path("stages")) {
      terminal.line(
          String.format(
              Locale.ROOT,
              "%s%9.3f ms  %s  %s",
              terminal.bold("took      "),
              stage.path("ms").asDouble(),
              safe(stage.path("stage")),
              terminal.dim(safe(stage.path("detail")))));
    }
    for (JsonNode note : plan.path("notes")) {
      terminal.line(terminal.bold("note      ") + safe(note));
    }
    if (!plan.path("complete").asBoolean(true)) {
      terminal.error("the time was over before all of it was looked at");
    }
  }

  private static void shards(JsonNode shards, Terminal terminal) {
    int searched = 0;
    int segments = 0;
    for (JsonNode shard : shards) {
      searched += shard.path("searched").asBoolean() ? 1 : 0;
      segments += shard.path("segments").asInt();
    }
    terminal.line(
        terminal.bold("shards    ")
            + searched
            + " of "
            + shards.size()
            + " searched, with "
            + segments
            + " segments");
  }

  private static String about(JsonNode clause) {
    var by = new StringJoiner(" + ");
    clause.path("served_by").forEach(each -> by.add(safe(each)));
    JsonNode matching = clause.path("matching");
    return String.format(
        Locale.ROOT,
        "%s; estimated %d, matching %s%d, %.3f ms",
        by,
        clause.path("estimated").asLong(),
        "gte".equals(matching.path("relation").asText()) ? "at least " : "",
        matching.path("value").asLong(),
        clause.path("ms").asDouble());
  }

  private static String safe(JsonNode text) {
    return Terminal.safe(text.asText());
  }
}
