package org.marsad.server.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.pack.LooseRules;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.problem.RuleProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad rules}: works on rules without a server, with the code of the server. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RulesTestCommand.class,
      RulesExplainCommand.class,
      RulesStatusCommand.class,
      RulesReloadCommand.class,
      RulesImportCommand.class,
      RulesReplayCommand.class,
      RulesDiffCommand.class
    },
    description = "Checks rules, tests them, and judges events by them, without a server.")
final class RulesCommand {
  private static final int DONE = 0;
  private static final int IN_PART = 3;

  /** What is wrong with rules. */
  @Command(
      name = "check",
      description =
          "Reads packs (a pack, a folder of packs) or Sigma and native rules (a file, a folder, a"
              + " .zip, .tar or .tar.gz) and tells what is wrong as FILE:LINE:COLUMN, and what was"
              + " meant; warns of what can be used and was likely not meant so. Exit code 0 if"
              + " nothing is wrong, 3 if some rules were left out, 1 if there is no rule.")
  int check(@Parameters(paramLabel = "RULES", arity = "1..*") List<Path> rules) throws IOException {
    Terminal terminal = Terminal.system();
    int count = 0;
    var problems = new ArrayList<RuleProblem>();
    var warnings = new ArrayList<RuleProblem>();
    var loose = new ArrayList<Path>();
    for (Path path : rules) {
      if (!Files.exists(path)) {
        throw new CommandException("there is no file or folder " + path);
      }
      if (!isOfPacks(path)) {
        loose.add(path);
        continue;
      }
      PackLoader.Loaded loaded = PackLoader.load(path);
      Correlator compiled = Correlator.compile(loaded.packs());
      problems.addAll(loaded.problems());
      problems.addAll(compiled.problems());
      warnings.addAll(loaded.warnings());
      count += compiled.rules().size() + count(loaded);
    }
    PackLoader.Loaded others = LooseRules.read(loose);
    problems.addAll(others.problems());
    warnings.addAll(others.warnings());
    count += count(others);
    if (count == 0 && problems.isEmpty()) {
      throw new CommandException("there is no rule in " + names(rules));
    }
    for (RuleProblem problem : problems) {
      terminal.line(Terminal.safe(problem.toString()));
    }
    for (RuleProblem warning : warnings) {
      terminal.line("warning: " + Terminal.safe(warning.toString()));
    }
    terminal.line(
        count
            + " rules, "
            + counted(problems.size(), "problem")
            + (warnings.isEmpty() ? "" : ", " + counted(warnings.size(), "warning")));
    return problems.isEmpty() ? DONE : IN_PART;
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static int count(PackLoader.Loaded loaded) {
    int count = 0;
    for (Pack pack : loaded.packs()) {
      count += pack.singles().size() + pack.grouped().size() + pack.newTerms().size();
    }
    return count;
  }

  private static String names(List<Path> paths) {
    return String.join(", ", paths.stream().map(Path::toString).toList());
  }

  /** Whether a folder is a pack, or has packs in it. */
  private static boolean isOfPacks(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    if (Files.exists(path.resolve(PackLoader.HEAD))) {
      return true;
    }
    try (Stream<Path> folders = Files.list(path)) {
      return folders.anyMatch(each -> Files.exists(each.resolve(PackLoader.HEAD)));
    }
  }

  /** Which rules hold for which events. */
  @Command(
      name = "match",
      description =
          "Judges every line of EVENTS (NDJSON or raw log lines, - for standard input) by Sigma and"
              + " native rules and prints a JSON object for each rule that holds: line, rule,"
              + " title; for correlations, in the order of event time: rule, title, group,"
              + " first_line, line. A rule that would raise no alert, since a correlation looks at"
              + " it, is marked silent. DRL and rules for new values are left to rules replay.")
  int match(
      @Parameters(paramLabel = "RULES", description = "A file, a folder, a .zip, .tar or .tar.gz.")
          Path rules,
      @Parameters(paramLabel = "EVENTS", description = "A file, gzip and zstd accepted, or -.")
          String events,
      @Option(
              names = "--received",
              paramLabel = "TIME",
              description = "When the lines were received, for times that lack a year.")
          @Nullable Instant received)
      throws IOException {
    if (!Files.exists(rules)) {
      throw new CommandException("there is no file or folder " + rules);
    }
    PackLoader.Loaded loaded = LooseRules.read(rules);
    Pack pack = loaded.packs().getFirst();
    Terminal terminal = Terminal.system();
    for (RuleProblem problem : loaded.problems()) {
      terminal.error("left out: " + Terminal.safe(problem.toString()));
    }
    for (RuleProblem warning : loaded.warnings()) {
      terminal.error("warning: " + Terminal.safe(warning.toString()));
    }
    for (Rule.NewTerms rule : pack.newTerms()) {
      terminal.error(
          "left out: %s remembers what came before; ./marsad rules replay runs it"
              .formatted(Terminal.safe(rule.meta().id())));
    }
    if (pack.singles().isEmpty()) {
      throw new CommandException("no rule can be used in " + rules);
    }
    JsonGenerator json = new JsonMapper().createGenerator(System.out).setRootValueSeparator(null);
    try (var lines = new LineReader(open(events))) {
      long unfinished =
          new RulesMatch(pack, json).run(lines, received == null ? Instant.now() : received);
      if (unfinished > 0) {
        terminal.error(
            "regular expressions that look around or back were given up on %,d values, where they"
                    .formatted(unfinished)
                + " took too long");
      }
    }
    json.flush();
    return DONE;
  }

  private static InputStream open(String events) throws IOException {
    Path file = Path.of(events);
    if (!events.equals("-") && !Files.exists(file)) {
      throw new CommandException("there is no file " + events);
    }
    if (!events.equals("-") && Files.isDirectory(file)) {
      throw new CommandException(events + " is a folder; expecting a file of events");
    }
    return Unpacked.of(events.equals("-") ? System.in : Files.newInputStream(file));
  }
}
