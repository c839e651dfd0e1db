package org.marsad.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./marsad rules reload}: a running server reads its packs again, now. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    description = "Has a running server read its packs again and tells what has changed.",
    footer = {
      "",
      "A pack with something wrong in it is refused with file, line and column, and goes on as",
      "it was; then the exit code is 1. The server looks by itself every rules.packs_every too."
    })
final class RulesReloadCommand implements Callable<Integer> {
  private static final byte[] NOTHING = {};

  @Mixin ServerAddress server = new ServerAddress();

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    HttpResponse<String> answer;
    try (ApiClient api = server.open()) {
      answer = api.postRaw("api/v1/packs/reload", "application/json", "", NOTHING, 0);
    }
    JsonNode change = read(answer.body());
    if (answer.statusCode() != 200 && !change.has("refused")) {
      throw new CommandException(
          "the server refused: " + Terminal.safe(change.path("detail").asText(answer.body())));
    }
    tell(terminal, change, "added");
    tell(terminal, change, "changed");
    tell(terminal, change, "removed");
    change.path("refused").forEach(why -> terminal.error("refused " + Terminal.safe(why.asText())));
    if (change.has("since")) {
      terminal.line("at work from event " + Terminal.safe(change.path("since").asText()) + " on");
    } else if (!change.has("refused")) {
      terminal.line("nothing has changed");
    }
    return change.has("refused") ? 1 : 0;
  }

  private static JsonNode read(String body) {
    try {
      return new JsonMapper().readTree(body);
    } catch (JsonProcessingException _) {
      throw new CommandException("the server gave no answer that can be read");
    }
  }

  private static void tell(Terminal terminal, JsonNode change, String what) {
    change.path(what).forEach(pack -> terminal.line(what + " " + Terminal.safe(pack.asText())));
  }
}
