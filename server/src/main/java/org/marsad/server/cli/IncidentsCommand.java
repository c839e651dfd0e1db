package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad incidents [ID]}. */
@Command(
    name = "incidents",
    description = "Lists the incidents of a running server, or tells one in full.",
    footer = {
      "",
      "Examples:",
      "  ./marsad incidents",
      "  ./marsad incidents --query 'incident.severity:critical'",
      "  ./marsad incidents 4f1c..."
    })
final class IncidentsCommand implements Callable<Integer> {
  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(arity = "0..1", paramLabel = "ID", description = "The incident to tell in full.")
  @Nullable String id;

  @Option(
      names = {"-q", "--query"},
      paramLabel = "QUERY",
      description = "Which incidents, in the language of search (default: all).")
  String query = "";

  @Option(
      names = {"-n", "--size"},
      paramLabel = "N",
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  int size = 50;

  @Option(
      names = {"-o", "--output"},
      description = "${COMPLETION-CANDIDATES}; json is one object a line (default: text).")
  SearchCommand.Output output = SearchCommand.Output.text;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    try (ApiClient api = server.open()) {
      if (id != null) {
        JsonNode incident = api.get("api/v1/incidents/" + pathPart(id), Map.of());
        show(terminal, incident, IncidentText.full(incident, terminal));
        return 0;
      }
      JsonNode answer =
          api.get("api/v1/incidents", Map.of("q", query, "size", Integer.toString(size)));
      for (JsonNode incident : answer.path("incidents")) {
        show(terminal, incident, IncidentText.line(incident, terminal));
      }
      terminal.error(
          terminal.dim(
              answer.path("incidents").size()
                  + " of "
                  + answer.path("total").path("value").asLong(answer.path("total").asLong())
                  + " incidents"));
      return 0;
    }
  }

  private void show(Terminal terminal, JsonNode incident, String text) {
    terminal.line(output == SearchCommand.Output.json ? incident.toString() : text);
  }

  private static String pathPart(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-')) {
        throw new CommandException(
            "not an incident id: \"" + Terminal.safe(id) + "\"; expecting letters and digits");
      }
    }
    return id;
  }
}
