package org.marsad.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.Formats;
import org.marsad.model.config.Suggest;
import org.marsad.model.event.Schema;
import org.marsad.rules.check.Outcome;
import org.marsad.rules.check.PackTests;
import org.marsad.rules.check.RuleTest;
import org.marsad.rules.pack.LooseRules;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.server.Packs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad rules test}: runs the tests that lie beside rules, without a server. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Runs the tests that lie beside rules; needs no server.",
    footer = {
      "",
      "Exit code 0 if all tests pass; 1 if one fails, a rule cannot be used, or a rule of a pack",
      "lacks a test in which it holds or one in which it does not. The form of tests is told in",
      "rule-packs/README.md.",
      "",
      "Examples:",
      "  ./marsad rules test                          all packs that come with Marsad",
      "  ./marsad rules test linux-authentication     one of them",
      "  ./marsad rules test --junit out.xml mypacks  a folder of packs, a pack, or Sigma rules"
    })
final class RulesTestCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Parameters(
      paramLabel = "PACK|FOLDER",
      arity = "0..1",
      description =
          "A pack that comes with Marsad, a folder of a pack, a folder of packs, or one of Sigma"
              + " rules (default: all packs that come with Marsad).")
  @Nullable String what;

  @Option(names = "--junit", paramLabel = "FILE", description = "Writes the outcome as JUnit XML.")
  @Nullable Path junit;

  private final Terminal terminal = Terminal.system();
  private final JUnitXml xml = new JUnitXml();
  private int count;
  private int failed;
  private int problems;

  @Override
  public Integer call() throws IOException {
    long begin = System.nanoTime();
    if (what == null) {
      Packs.shipped(folder -> packs(folder, PackLoader.load(folder)));
    } else if (Files.isDirectory(Path.of(what))) {
      folder(Path.of(what));
    } else if (Files.isRegularFile(Path.of(what))) {
      throw new CommandException(
          what + " is a file; expecting the folder of its pack, whose tests lie beside the rules");
    } else {
      String name = what;
      Packs.shipped(folder -> shipped(folder, name));
    }
    if (junit != null) {
      Files.writeString(junit, xml.end());
    }
    terminal.line(
        "%d tests, %d failed%s, %.1f s"
            .formatted(
                count,
                failed,
                problems == 0 ? "" : ", and " + problems + " rules or tests that cannot be used",
                (System.nanoTime() - begin) / 1e9));
    return failed + problems == 0 ? 0 : FAILED;
  }

  private boolean shipped(Path folder, String name) throws IOException {
    if (!Files.exists(folder.resolve(name).resolve(PackLoader.HEAD))) {
      List<String> names =
          PackLoader.load(folder).packs().stream().map(Pack::name).sorted().toList();
      String meant = Suggest.among(name, names);
      throw new CommandException(
          "there is no folder and no pack \""
              + name
              + "\""
              + (meant.isEmpty() ? "; the packs that come with Marsad are " + names : meant));
    }
    Path one = folder.resolve(name);
    return packs(one, PackLoader.load(one));
  }

  private void folder(Path folder) throws IOException {
    PackLoader.Loaded loaded = PackLoader.load(folder);
    if (!loaded.packs().isEmpty() || !loaded.problems().isEmpty()) {
      packs(folder, loaded);
      return;
    }
    PackLoader.Loaded loose = LooseRules.read(folder);
    if (!loose.hasRules() && loose.problems().isEmpty()) {
      throw new CommandException("there is no pack and no rule in " + folder);
    }
    problems("", loose.problems());
    warnings(loose);
    for (Pack pack : loose.packs()) {
      pack(folder, pack, false);
    }
  }

  /** The packs that were loaded from a folder, which is one of them or holds them. */
  private boolean packs(Path folder, PackLoader.Loaded loaded) throws IOException {
    problems("", loaded.problems());
    warnings(loaded);
    for (Pack pack : loaded.packs()) {
      Path own = folder.resolve(pack.name());
      pack(Files.exists(own.resolve(PackLoader.HEAD)) ? own : folder, pack, true);
    }
    return true;
  }

  private void pack(Path folder, Pack pack, boolean complete) throws IOException {
    long begin = System.nanoTime();
    var schema = new Schema();
    Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));
    PackTests tests =
        PackTests.read(
            folder, pack, schema, (batch, at, length) -> formats.decode(batch, at, length, 0));
    xml.begin(pack.name());
    problems(pack.name(), tests.problems());
    List<String> missing = tests.missing();
    if (complete) {
      missing.forEach(each -> fail(pack.name(), pack.name(), each));
    }
    int before = failed;
    for (RuleTest test : tests.tests()) {
      Outcome outcome = tests.run(test);
      count++;
      xml.test(pack.name(), outcome);
      if (!outcome.passed()) {
        failed++;
        told(test.place(), outcome.failure());
      }
    }
    terminal.line(
        "%-28s %4d rules %5d tests %4d failed %6.1f s%s"
            .formatted(
                pack.name(),
                tests.ruleCount(),
                tests.tests().size(),
                failed - before,
                (System.nanoTime() - begin) / 1e9,
                complete || missing.isEmpty()
                    ? ""
                    : ", " + missing.size() + " rules not tested in full"));
  }

  private void problems(String pack, List<RuleProblem> problems) {
    for (RuleProblem problem : problems) {
      fail(pack, problem.file(), problem.toString());
    }
  }

  /** They fail nothing. */
  private void warnings(PackLoader.Loaded loaded) {
    loaded
        .warnings()
        .forEach(warning -> terminal.line("WARNING " + Terminal.safe(warning.toString())));
  }

  private void fail(String pack, String name, String message) {
    problems++;
    xml.failure(pack, name, message);
    terminal.line("FAILED " + Terminal.safe(message));
  }

  private void told(String place, String message) {
    var lines = new ArrayList<String>();
    try (Stream<String> each = message.lines()) {
      each.forEach(line -> lines.add(Terminal.safe(line)));
    }
    terminal.line("FAILED " + Terminal.safe(place) + ": " + String.join("\n    ", lines));
  }
}
