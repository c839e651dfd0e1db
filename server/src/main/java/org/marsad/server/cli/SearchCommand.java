package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad search 'QUERY'}. */
@Command(
    name = "search",
    description = "Searches the events of a running server, newest first.",
    footer = {
      "",
      "Examples:",
      "  ./marsad search 'event.outcome:failure AND source.ip:192.0.2.0/24'",
      "  ./marsad search 'sshd \"failed password\"' --earliest -24h --size 20",
      "  ./marsad search 'event.outcome:failure | stats count by source.ip | sort -count'",
      "  ./marsad search 'host.name:web-*' --output json | jq .",
      "  ./marsad search '*mimikatz*' --explain",
      "  ./marsad search --around 4711 --by host.name"
    })
final class SearchCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;

  enum Output {
    text,
    json
  }

  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(
      arity = "0..*",
      paramLabel = "QUERY",
      description = "What to look for; several words are joined by blanks. Default: everything.")
  List<String> words = List.of();

  @Option(
      names = "--earliest",
      paramLabel = "TIME",
      description = "From this time on: RFC 3339, or relative like -15m, -1d@d.")
  String earliest = "";

  @Option(names = "--latest", paramLabel = "TIME", description = "Up to this time.")
  String latest = "";

  @Option(
      names = {"-n", "--size"},
      paramLabel = "N",
      description = "How many events at most (default: ${DEFAULT-VALUE}).")
  int size = 50;

  @Option(
      names = {"-o", "--output"},
      description = "${COMPLETION-CANDIDATES}; json is one object a line (default: text).")
  Output output = Output.text;

  @Option(
      names = "--explain",
      description = "Tells how the search is gone about and what makes it slow, not what it finds.")
  boolean explain;

  @Option(
      names = "--around",
      paramLabel = "ID",
      description = "The events around this one instead, --size / 2 on each side.")
  String around = "";

  @Option(
      names = "--by",
      paramLabel = "FIELD",
      description =
          "With --around: those with the same value of a field, such as host.name (default: those"
              + " of the same source).")
  String by = "";

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    String query = String.join(" ", words);
    try (ApiClient api = server.open()) {
      if (explain) {
        return explain(api, query, terminal);
      }
      if (!around.isEmpty()) {
        return around(api, terminal);
      }
      String cursor = "";
      int left = size;
      JsonNode answer;
      do {
        answer =
            api.get(
                "api/v1/search",
                Map.of(
                    "q",
                    query.isBlank() ? "*" : query,
                    "earliest",
                    earliest,
                    "latest",
                    latest,
                    "size",
                    Integer.toString(Math.min(left, PAGE)),
                    "cursor",
                    cursor,
                    "highlight",
                    output == Output.text && terminal.colour() ? "true" : ""));
        if (answer.has("columns")) {
          return table(terminal, answer);
        }
        for (JsonNode event : answer.path("events")) {
          terminal.line(output == Output.json ? event.toString() : EventText.line(event, terminal));
          left--;
        }
        cursor = answer.path("next_cursor").asText("");
      } while (left > 0 && !cursor.isEmpty() && !"null".equals(cursor));
      summary(terminal, answer, size - left);
      return answer.path("complete").asBoolean(true) ? 0 : 3;
    }
  }

  private int explain(ApiClient api, String query, Terminal terminal) throws IOException {
    JsonNode plan =
        api.get(
            "api/v1/query/explain",
            Map.of(
                "q",
                query.isBlank() ? "*" : query,
                "earliest",
                earliest,
                "latest",
                latest,
                "size",
                Integer.toString(size)));
    if (output == Output.json) {
      terminal.line(plan.toString());
    } else {
      PlanText.print(plan, terminal);
    }
    return plan.path("complete").asBoolean(true) ? 0 : 3;
  }

  private int around(ApiClient api, Terminal terminal) throws IOException {
    if (!words.isEmpty()) {
      throw new CommandException("--around needs no query");
    }
    String side = Integer.toString(Math.max(1, size / 2));
    JsonNode answer =
        api.get(
            "api/v1/events/" + URLEncoder.encode(around, StandardCharsets.UTF_8) + "/surrounding",
            Map.of("before", side, "after", side, "by", by));
    for (JsonNode event : answer.path("events")) {
      if (output == Output.json) {
        terminal.line(event.toString());
        continue;
      }
      String line = EventText.line(event, terminal);
      boolean anchor = event.path("event.id").asText().equals(answer.path("id").asText());
      terminal.line(anchor ? terminal.bold("> ") + line : "  " + line);
    }
    terminal.error(terminal.dim("around " + answer.path("query").asText()));
    return 0;
  }

  private int table(Terminal terminal, JsonNode answer) {
    if (output == Output.json) {
      for (JsonNode row : answer.path("rows")) {
        var object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < row.size(); i++) {
          object.set(answer.path("columns").path(i).path("name").asText(), row.path(i));
        }
        terminal.line(object.toString());
      }
    } else {
      TableText.print(answer, terminal);
    }
    summary(terminal, answer, answer.path("rows").size());
    return answer.path("complete").asBoolean(true) ? 0 : 3;
  }

  private static void summary(Terminal terminal, JsonNode answer, int shown) {
    JsonNode total = answer.path("total");
    String atLeast = "gte".equals(total.path("relation").asText()) ? "at least " : "";
    terminal.error(
        terminal.dim(
            shown
                + " of "
                + atLeast
                + total.path("value").asLong()
                + (answer.has("columns") ? " rows, " : " events, ")
                + answer.path("took_ms").asLong()
                + " ms"));
    for (JsonNode warning : answer.path("warnings")) {
      terminal.error("warning: " + Terminal.safe(warning.asText(warning.toString())));
    }
    if (!answer.path("complete").asBoolean(true)) {
      terminal.error("the answer is not complete");
    }
  }
}
