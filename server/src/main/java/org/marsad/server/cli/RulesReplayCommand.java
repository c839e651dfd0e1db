package org.marsad.server.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./marsad rules replay RULES EVENTS}: what the whole engine would have raised. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Runs a file of events through the engine of the server; needs no server.",
    footer = {
      "",
      "Prints an object of JSON for each alert: rule, title, level, first and last time, the",
      "first and the last line of the evidence, and why. Single events and correlations alike.",
      "",
      "Example:",
      "  ./marsad rules replay rule-packs auth.log.gz"
    })
final class RulesReplayCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "RULES",
      description = "A folder of packs, a pack, or Sigma rules: a folder, a file, an archive.")
  Path rules = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "EVENTS",
      description = "Lines or NDJSON, gzip and zstd accepted; - for standard input.")
  String events = "";

  private final JsonMapper json = new JsonMapper();
  private final AtomicLong count = new AtomicLong();

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    Replay replay = Replay.of(rules, terminal);
    replay.run(
        events,
        alert -> {
          count.incrementAndGet();
          terminal.line(text(alert));
        });
    terminal.error(
        terminal.dim(
            "%,d events, %,d alerts, %.1f a day"
                .formatted(replay.events(), count.get(), count.get() / replay.days())));
    return 0;
  }

  private String text(Alert alert) {
    ObjectNode node = json.createObjectNode();
    node.put("rule", alert.ruleId());
    node.put("title", alert.title());
    node.put("level", alert.level().toString());
    node.put("first", Nanos.format(alert.first()));
    node.put("last", Nanos.format(alert.last()));
    node.put("first_line", alert.evidence().getFirst().event().value());
    node.put("line", alert.evidence().getLast().event().value());
    node.put("reason", alert.reason());
    return node.toString();
  }
}
