package org.marsad.server.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.marsad.model.config.Suggest;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.explain.Explanation;
import org.marsad.rules.explain.QueryExplainer;
import org.marsad.rules.match.SigmaExplainer;
import org.marsad.rules.pack.LooseRules;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.Rule;
import org.marsad.server.Packs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad rules explain RULE EVENT}: why a rule holds for an event, or why not. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Tells which conditions of a rule hold for an event, and the nearest miss.",
    footer = {
      "",
      "Exit code 0 if the rule holds for one of the events, 3 if it holds for none.",
      "",
      "Examples:",
      "  ./marsad rules explain proc_creation_win_x.yml events.ndjson --line 17",
      "  ./marsad rules explain ssh-probe '<86>Mar 18 10:20:30 web-1 sshd[7]: ...'",
      "  journalctl -n 1 | ./marsad rules explain ssh-probe -"
    })
final class RulesExplainCommand implements Callable<Integer> {
  private static final int MISSED = 3;
  private static final int MAX_EVENTS = 20;

  @Parameters(
      index = "0",
      paramLabel = "RULE",
      description = "A file of rules, native or Sigma, or the id of a rule of the packs.")
  String rule = "";

  @Parameters(
      index = "1",
      paramLabel = "EVENT",
      description =
          "A file of lines or NDJSON (gzip and zstd accepted), - for standard input, or the line"
              + " itself.")
  String event = "";

  @Option(
      names = "--line",
      paramLabel = "N",
      description = "The line of the file that is meant (default: the first " + MAX_EVENTS + ").")
  long line;

  @Option(
      names = "--packs",
      paramLabel = "FOLDER",
      description = "The packs, or the pack, in which an id is sought (default: those shipped).")
  @Nullable Path packs;

  @Option(
      names = "--received",
      paramLabel = "TIME",
      description = "When the lines were received, for times that lack a year.")
  @Nullable Instant received;

  private final Terminal terminal = Terminal.system();
  private final Schema schema = new Schema();

  @Override
  public Integer call() throws IOException {
    List<Rule.Single> rules = rules();
    int told = 0;
    boolean held = false;
    try (EventLines events = events()) {
      for (EventBatch batch = events.next(); batch != null; batch = events.next()) {
        for (int row = 0; row < batch.size() && told < MAX_EVENTS; row++) {
          if (line == 0 || batch.id(row) == line) {
            told++;
            for (Rule.Single each : rules) {
              held |= tell(explain(each, batch, row), batch.id(row));
            }
          }
        }
      }
    }
    if (told == 0) {
      throw new CommandException(line == 0 ? "there is no event" : "there is no line " + line);
    }
    return held ? 0 : MISSED;
  }

  private EventLines events() throws IOException {
    if (event.equals(EventLines.STANDARD_INPUT) || isFile(event)) {
      return EventLines.open(event, schema, received);
    }
    if (event.indexOf(' ') < 0 && !event.startsWith("{")) {
      throw new CommandException("there is no file " + event + ", and it is no line of log");
    }
    return EventLines.of(
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), schema, received);
  }

  private static boolean isFile(String text) {
    try {
      return Files.exists(Path.of(text));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private List<Rule.Single> rules() throws IOException {
    if (!isFile(rule)) {
      return List.of(byId(rule, packs == null ? Packs.shipped(PackLoader::load) : loaded(packs)));
    }
    Path file = Path.of(rule);
    PackLoader.Loaded loose = LooseRules.read(file);
    loose.problems().forEach(problem -> terminal.error(Terminal.safe(problem.toString())));
    List<Rule.Single> rules = new ArrayList<>();
    loose.packs().forEach(pack -> rules.addAll(pack.singles()));
    if (rules.isEmpty()) {
      throw new CommandException("no rule can be used in " + rule);
    }
    return rules;
  }

  private PackLoader.Loaded loaded(Path folder) throws IOException {
    PackLoader.Loaded loaded = PackLoader.load(folder);
    loaded.problems().forEach(problem -> terminal.error(Terminal.safe(problem.toString())));
    return loaded;
  }

  private static Rule.Single byId(String id, PackLoader.Loaded loaded) {
    List<Rule.Single> all =
        loaded.packs().stream().flatMap(pack -> pack.singles().stream()).toList();
    List<String> ids = all.stream().map(each -> each.meta().id()).toList();
    String counting = ofSeveral(id, loaded);
    if (!counting.isEmpty()) {
      throw new CommandException(
          "\""
              + id
              + "\" looks at several events together, so one event does not explain it;"
              + " ./marsad rules replay FOLDER FILE runs it, and its tests tell what it needs:"
              + " ./marsad rules test "
              + counting);
    }
    return all.stream()
        .filter(each -> each.meta().id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    "there is no file and no rule for single events \""
                        + id
                        + "\""
                        + Suggest.among(id, ids)));
  }

  /** The pack that has a rule of this id for several events; empty if none has. */
  private static String ofSeveral(String id, PackLoader.Loaded loaded) {
    for (Pack pack : loaded.packs()) {
      boolean has =
          pack.grouped().stream().anyMatch(each -> each.meta().id().equals(id))
              || pack.newTerms().stream().anyMatch(each -> each.meta().id().equals(id))
              || pack.drl().values().stream()
                  .anyMatch(text -> text.contains("@id(\"" + id + "\")"));
      if (has) {
        return pack.name();
      }
    }
    return "";
  }

  private Explanation explain(Rule.Single each, EventBatch batch, int row) {
    return switch (each) {
      case Rule.Detection detection ->
          new QueryExplainer(schema, new Re2()).explain(detection, batch, row);
      case Rule.Sigma sigma -> new SigmaExplainer(sigma.rule(), schema).explain(batch, row);
      case Rule.Indicator(var meta, var match, _, _, _, var key) ->
          new QueryExplainer(schema, new Re2())
              .explain(new Rule.Detection(meta, match, key), batch, row);
    };
  }

  private boolean tell(Explanation explanation, long number) {
    new ExplanationText(terminal).print(explanation, number);
    return explanation.holds();
  }
}
