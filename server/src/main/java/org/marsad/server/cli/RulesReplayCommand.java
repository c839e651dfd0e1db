package org.marsad.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad rules replay RULES [EVENTS]}: what the whole engine would have raised. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Runs rules over the events of a file, which needs no server, or over those that a server"
          + " has stored."
    },
    footer = {
      "",
      "Over a file it prints an object of JSON for each time a rule holds: rule, title, level,"
          + " first and last time, the first and the last line of the evidence, and why.",
      "",
      "Over stored events it tells the alerts that would be raised by rule and day, folded as they"
          + " are in life, the incidents they would be, and what of it was raised. RULES is then"
          + " the name of a pack or the id of a rule at work on the server, with its DRL, or a file"
          + " or folder of Sigma and native rules, whose DRL and lists are not sent (a name that is"
          + " both is that of the pack; write ./NAME for the folder); with --offline it is a file"
          + " or folder of any rules. Ctrl-C ends the replay on the server.",
      "",
      "Examples:",
      "  ./marsad rules replay rule-packs auth.log.gz",
      "  ./marsad rules replay linux-authentication --from -7d",
      "  ./marsad rules replay new-rule.yml --from 2026-11-01T00:00:00Z",
      "  ./marsad rules replay my-pack --offline --data ./data --from -30d"
    })
final class RulesReplayCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "RULES",
      description =
          "A folder of packs, a pack, or other rules: a folder, a file, an archive. Over stored"
              + " events also a pack or a rule of the server.")
  String rules = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "EVENTS",
      defaultValue = "",
      description =
          "Lines or NDJSON, gzip and zstd accepted; - for standard input. Default: what is stored.")
  String events = "";

  @Mixin StoredRange stored = new StoredRange();

  @Option(
      names = {"-o", "--output"},
      description = "Over stored events: ${COMPLETION-CANDIDATES} (default: text).")
  SearchCommand.Output output = SearchCommand.Output.text;

  private final JsonMapper json = new JsonMapper();
  private final AtomicLong count = new AtomicLong();

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    if (events.isEmpty()) {
      JsonNode report = stored.run(rules, terminal);
      if (output == SearchCommand.Output.json) {
        terminal.line(report.toString());
      } else {
        ReplayText.print(report, terminal);
      }
      return 0;
    }
    Replay replay = Replay.of(Path.of(rules), terminal);
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
