package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad fields 'QUERY'}. */
@Command(
    name = "fields",
    description = "Tells which fields the events of a running server have, and what is in them.",
    footer = {
      "",
      "Examples:",
      "  ./marsad fields --earliest -24h",
      "  ./marsad fields 'event.outcome:failure' --values 10 --name source.ip,user.name",
      "  ./marsad fields 'host.name:web-*' --output json | jq ."
    })
final class FieldsCommand implements Callable<Integer> {
  private static final int VALUE_WIDTH = 40;

  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(
      arity = "0..*",
      paramLabel = "QUERY",
      description = "Of which events; several words are joined by blanks. Default: all.")
  List<String> words = List.of();

  @Option(
      names = "--earliest",
      paramLabel = "TIME",
      description = "From this time on: RFC 3339, or relative like -15m, -1d@d.")
  String earliest = "";

  @Option(names = "--latest", paramLabel = "TIME", description = "Up to this time.")
  String latest = "";

  @Option(
      names = "--values",
      paramLabel = "N",
      description = "How many values of each field (default: ${DEFAULT-VALUE}).")
  int values = 3;

  @Option(
      names = "--name",
      paramLabel = "FIELD",
      split = ",",
      description = "Only these fields, with commas between.")
  List<String> names = List.of();

  @Option(
      names = {"-o", "--output"},
      description = "${COMPLETION-CANDIDATES}; json is the answer of the server (default: text).")
  SearchCommand.Output output = SearchCommand.Output.text;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    try (ApiClient api = server.open()) {
      JsonNode answer =
          api.get(
              "api/v1/fields",
              Map.of(
                  "q", String.join(" ", words),
                  "earliest", earliest,
                  "latest", latest,
                  "values", Integer.toString(values),
                  "names", String.join(",", names)));
      if (output == SearchCommand.Output.json) {
        terminal.line(answer.toString());
      } else {
        print(answer, terminal);
      }
      return answer.path("complete").asBoolean(true) ? 0 : 3;
    }
  }

  private static void print(JsonNode answer, Terminal terminal) {
    int width = 5;
    for (JsonNode field : answer.path("fields")) {
      width = Math.max(width, Terminal.safe(field.path("name").asText()).length());
    }
    terminal.line(
        terminal.bold(
            String.format(
                Locale.ROOT,
                "%-" + width + "s  %12s  %7s  %10s  values",
                "field",
                "events",
                "%",
                "distinct")));
    for (JsonNode field : answer.path("fields")) {
      JsonNode distinct = field.path("distinct");
      String more = "gte".equals(distinct.path("relation").asText()) ? "+" : "";
      terminal.line(
          String.format(
              Locale.ROOT,
              "%-" + width + "s  %12d  %7.2f  %10s  %s",
              Terminal.safe(field.path("name").asText()),
              field.path("events").asLong(),
              field.path("percent").asDouble(),
              distinct.path("value").asLong() + more,
              values(field)));
    }
    terminal.error(
        terminal.dim(
            answer.path("fields").size()
                + " fields of "
                + answer.path("events").asLong()
                + " events, "
                + answer.path("took_ms").asLong()
                + " ms"));
    for (JsonNode warning : answer.path("warnings")) {
      terminal.error("warning: " + Terminal.safe(warning.asText()));
    }
  }

  private static String values(JsonNode field) {
    var all = new StringJoiner(", ");
    for (JsonNode top : field.path("top")) {
      String value = Terminal.safe(top.path("value").asText());
      all.add(
          (value.length() > VALUE_WIDTH ? value.substring(0, VALUE_WIDTH - 1) + "\u2026" : value)
              + " ("
              + top.path("count").asLong()
              + ")");
    }
    return all.toString();
  }
}
