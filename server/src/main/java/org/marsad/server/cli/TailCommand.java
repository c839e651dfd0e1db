package org.marsad.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad tail 'QUERY'}. */
@Command(
    name = "tail",
    description = "Shows events of a running server as they come, until Ctrl-C.",
    footer = {
      "",
      "Examples:",
      "  ./marsad tail 'event.outcome:failure'",
      "  ./marsad tail 'event.code:4625 | lookup assets ip as source.ip | table source.ip, owner'",
      "  ./marsad tail 'host.name:web-* NOT process.name:nginx' --output json | jq .",
      "",
      "What could not be shown because it was too much is told on the error stream, with its"
          + " number."
    })
final class TailCommand implements Callable<Integer> {
  enum Output {
    text,
    json
  }

  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(
      arity = "0..*",
      paramLabel = "QUERY",
      description = "What to show; several words are joined by blanks. Default: everything.")
  List<String> words = List.of();

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "How many events a second at most (default: ${DEFAULT-VALUE}).")
  int rate = 500;

  @Option(
      names = {"-o", "--output"},
      description = "${COMPLETION-CANDIDATES}; json is one object a line (default: text).")
  Output output = Output.text;

  private final JsonMapper json = new JsonMapper();
  private final Terminal terminal = Terminal.system();
  private String kind = "";
  private long untold;

  @Override
  public Integer call() throws IOException {
    String query = String.join(" ", words);
    try (ApiClient api = server.open()) {
      api.stream(
          "api/v1/tail",
          Map.of("q", query.isBlank() ? "*" : query, "rate", Integer.toString(rate)),
          this::line);
      terminal.error("the server has ended the tail");
      return 1;
    }
  }

  /** A line of the stream: the name of an event, or what it holds. */
  private void line(String line) {
    if (line.startsWith("event: ")) {
      kind = line.substring("event: ".length());
    } else if (line.startsWith("data: ")) {
      data(line.substring("data: ".length()));
    }
  }

  private void data(String text) {
    if (kind.equals("event") && output == Output.json) {
      terminal.line(text);
      return;
    }
    try {
      JsonNode data = json.readTree(text);
      if (kind.equals("event")) {
        // What commands have made a table of is no line any more.
        terminal.line(
            data.has("event.id") ? EventText.line(data, terminal) : Terminal.safe(data.toString()));
      } else {
        state(data);
      }
    } catch (JsonProcessingException e) {
      throw new CommandException("the server sent what is no JSON: " + e.getOriginalMessage());
    }
  }

  private void state(JsonNode state) {
    long leftOut = state.path("left_out").asLong();
    long missed = state.path("missed").asLong();
    if (leftOut + missed > untold) {
      untold = leftOut + missed;
      terminal.error(
          terminal.dim(
              leftOut
                  + " matching events were more than "
                  + rate
                  + " a second and are not shown; "
                  + missed
                  + " events came too fast to be looked at"));
    }
  }
}
