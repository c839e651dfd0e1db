package org.marsad.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.marsad.rules.adopt.RuleImport;
import org.marsad.rules.problem.RuleProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad rules import SOURCE --to PACK}: a pack of the rules of others. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Makes a pack of a checkout of Sigma rules, or of Wazuh 4 rules.",
    footer = {
      "",
      "Sigma rules are kept as they are, with their ids, authors and licence. Rules of Wazuh become"
          + " Sigma rules (wazuh-5710) with the conditions of their parents; what they count"
          + " becomes a correlation. Every rule that is not taken is named with file, line and"
          + " reason, here and in the README.md of the pack. Exit code 0 if all were taken, 3 if"
          + " some were not.",
      "",
      "Examples:",
      "  ./marsad rules import sigma-master.zip --to my-packs/sigma",
      "  ./marsad rules import wazuh/ruleset/rules --to my-packs/wazuh"
    })
final class RulesImportCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int IN_PART = 3;

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "A folder, a .zip, .tar or .tar.gz, or a file.")
  Path source = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PACK",
      description = "The folder of the new pack; its name is that of the pack.")
  Path pack = Path.of("");

  @Option(
      names = "--license",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The licence of the rules (default: that of a licence file among them).")
  String license = "";

  @Option(
      names = "--author",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The author of rules that name none.")
  String author = "";

  @Option(
      names = "--deprecated",
      description = "Takes Sigma rules too whose status is deprecated or unsupported.")
  boolean deprecated;

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(source)) {
      throw new CommandException("there is no file or folder " + source);
    }
    if (Files.exists(pack)) {
      throw new CommandException(pack + " exists already; expecting a new folder");
    }
    Terminal terminal = Terminal.system();
    RuleImport.Report report =
        RuleImport.run(source, pack, new RuleImport.Settings(license, author, deprecated));
    for (RuleProblem note : report.notes()) {
      terminal.line("note: " + Terminal.safe(note.toString()));
    }
    for (RuleProblem skipped : report.skipped()) {
      terminal.line("skipped: " + Terminal.safe(skipped.toString()));
    }
    int taken = report.rules() + report.correlations();
    if (taken == 0) {
      throw new CommandException("no rule can be used in " + source + "; nothing was written");
    }
    terminal.line(
        "%,d rules and %,d correlations taken, %,d skipped, %,d taken with a note"
            .formatted(
                report.rules(),
                report.correlations(),
                report.skipped().size(),
                report.notes().size()));
    terminal.line(
        "%,d rules only sort and are part of others; %,d files hold no rules; license %s"
            .formatted(report.sorting(), report.others(), Terminal.safe(report.license())));
    terminal.line(
        "written to " + pack + "; look at its README.md, then ./marsad rules check " + pack);
    return report.skipped().isEmpty() ? DONE : IN_PART;
  }
}
