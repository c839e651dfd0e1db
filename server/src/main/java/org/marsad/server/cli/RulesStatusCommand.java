package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./marsad rules status}: what the rules of a running server do, the slowest first. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Tells what the rules of a running server do, the slowest first.",
    footer = {
      "",
      "A rule is armed, blind (its logs arrive, a field that it needs never did), or",
      "never_evaluated (none of its logs has arrived). Counts are since the server began.",
      "",
      "Examples:",
      "  ./marsad rules status --readiness blind",
      "  ./marsad rules status --pack windows-sysmon --size 10"
    })
final class RulesStatusCommand implements Callable<Integer> {
  private static final String READINESS = "readiness";

  @Mixin ServerAddress server = new ServerAddress();

  @Option(names = "--pack", paramLabel = "NAME", description = "Rules of this pack alone.")
  String pack = "";

  @Option(
      names = "--readiness",
      paramLabel = "WORD",
      description = "armed, blind or never_evaluated alone.")
  String readiness = "";

  @Option(
      names = {"-n", "--size"},
      paramLabel = "N",
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  int size = 50;

  @Option(
      names = {"-o", "--output"},
      description = "${COMPLETION-CANDIDATES}; json is one object a line (default: text).")
  SearchCommand.Output output = SearchCommand.Output.text;

  /** Packs whose rules nobody vouches for yet. */
  private final Set<String> experimental = new HashSet<>();

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    var rules = new ArrayList<JsonNode>();
    try (ApiClient api = server.open()) {
      for (JsonNode each : api.get("api/v1/packs", Map.of()).path("packs")) {
        if (each.path("maturity").asText().equals("experimental")) {
          experimental.add(each.path("name").asText());
        }
      }
      api.get("api/v1/rules", pack.isEmpty() ? Map.of() : Map.of("pack", pack))
          .path("rules")
          .forEach(rules::add);
    }
    Map<String, Integer> counts = new TreeMap<>();
    rules.forEach(
        rule -> counts.merge(rule.path(READINESS).asText("over several events"), 1, Integer::sum));
    List<JsonNode> shown =
        rules.stream()
            .filter(rule -> readiness.isEmpty() || rule.path(READINESS).asText().equals(readiness))
            .sorted(Comparator.comparingLong(rule -> -rule.path("time_us").asLong()))
            .limit(size)
            .toList();
    for (JsonNode rule : shown) {
      if (output == SearchCommand.Output.json) {
        terminal.line(rule.toString());
      } else {
        tell(terminal, rule);
      }
    }
    var summary = new StringJoiner(", ");
    counts.forEach((word, count) -> summary.add(count + " " + word));
    terminal.error(terminal.dim(shown.size() + " of " + rules.size() + " rules: " + summary));
    return 0;
  }

  private void tell(Terminal terminal, JsonNode rule) {
    terminal.line(
        terminal.bold(Terminal.safe(rule.path("title").asText()))
            + " ("
            + Terminal.safe(rule.path("pack").asText() + "/" + rule.path("id").asText())
            + (experimental.contains(rule.path("pack").asText()) ? ", experimental)" : ")"));
    if (!rule.has(READINESS)) {
      terminal.line(
          "  %s, %,d matches%s"
              .formatted(
                  rule.path("state").asText(), rule.path("matches").asLong(), suppressed(rule)));
      return;
    }
    String state = rule.path(READINESS).asText();
    terminal.line(
        "  %s, %,d events, %,d candidates, %,d matches%s, %.1f ms%s"
            .formatted(
                state,
                rule.path("events").asLong(),
                rule.path("candidates").asLong(),
                rule.path("matches").asLong(),
                suppressed(rule),
                rule.path("time_us").asLong() / 1e3,
                rule.has("last_match") ? ", last " + rule.path("last_match").asText() : ""));
    if (!rule.path("blind_fields").isEmpty()) {
      var fields = new StringJoiner(", ");
      rule.path("blind_fields").forEach(field -> fields.add(field.asText()));
      terminal.line("  never arrived: " + Terminal.safe(fields.toString()));
    }
    for (JsonNode source : rule.path("sources")) {
      if (source.path(READINESS).asText().equals("blind") && !state.equals("blind")) {
        var fields = new StringJoiner(", ");
        source.path("blind_fields").forEach(field -> fields.add(field.asText()));
        terminal.line(
            "  blind on %s: %s never arrived"
                .formatted(
                    Terminal.safe(source.path("source").asText()),
                    Terminal.safe(fields.toString())));
      }
    }
    rule.path("near_misses")
        .properties()
        .forEach(
            miss ->
                terminal.line(
                    "  %,d times all held but %s"
                        .formatted(miss.getValue().asLong(), Terminal.safe(miss.getKey()))));
  }

  private static String suppressed(JsonNode rule) {
    long count = rule.path("suppressed").asLong();
    return count == 0 ? "" : ", %,d alerts suppressed".formatted(count);
  }
}
