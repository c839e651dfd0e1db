package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad token create|list|revoke}. */
@Command(
    name = "token",
    description = "Makes, lists and revokes the tokens of a running server.",
    footer = {
      "",
      "Roles: ingest (send events), reader (search), analyst (work incidents), author (rules),",
      "admin (everything). The clear text of a token is shown once, when it is made.",
      "",
      "Example:",
      "  ./marsad token create --name shipper --role ingest"
    })
final class TokenCommand {
  private static final String PATH = "api/v1/tokens";

  @Command(name = "create", description = "Makes a token and shows it once.")
  int create(
      @Mixin ServerAddress server,
      @Option(names = "--name", required = true, description = "What it is for.") String name,
      @Option(names = "--role", required = true, description = "What it may do.") String role,
      @Option(names = "--expires", description = "Days until it ends; default: never.")
          @Nullable Integer days)
      throws IOException {
    var json = new JsonMapper();
    var body = json.createObjectNode().put("name", name).put("role", role);
    if (days != null) {
      body.put("expires_in_days", days);
    }
    try (ApiClient api = server.open()) {
      JsonNode made = api.post(PATH, "application/json", body.toString());
      Terminal.system().line(made.path("token").asText());
      return 0;
    }
  }

  @Command(name = "list", description = "Lists the tokens; their clear text is not kept.")
  int list(@Mixin ServerAddress server) throws IOException {
    Terminal terminal = Terminal.system();
    try (ApiClient api = server.open()) {
      for (JsonNode token : api.get(PATH, Map.of()).path("tokens")) {
        terminal.line(
            Terminal.safe(
                "%-14s %-20s %-20s made %s%s"
                    .formatted(
                        token.path("id").asText(),
                        token.path("name").asText(),
                        token.path("role").asText(),
                        token.path("created").asText(),
                        token.hasNonNull("expires")
                            ? ", ends " + token.path("expires").asText()
                            : "")));
      }
      return 0;
    }
  }

  @Command(name = "revoke", description = "Ends a token at once.")
  int revoke(
      @Mixin ServerAddress server,
      @Parameters(paramLabel = "ID", description = "As list shows it.") String id)
      throws IOException {
    try (ApiClient api = server.open()) {
      api.delete(PATH + "/" + id);
      Terminal.system().line("revoked " + id);
      return 0;
    }
  }
}
