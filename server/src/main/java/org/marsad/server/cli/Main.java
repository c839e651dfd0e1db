package org.marsad.server.cli;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.marsad.server.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/**
 * What {@code ./marsad} runs: all commands, written out. Exit codes: 0 done, 1 failed, 2 wrong
 * usage, 3 done in part.
 */
public final class Main {
  private static final int FAILED = 1;

  private Main() {}

  /**
   * Lucene advises to switch an incubating module of the JDK on, which would make the JDK warn
   * instead. Held here, because loggers nobody holds forget their level.
   */
  private static final Logger VECTOR_ADVICE =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  public static void main(String[] arguments) {
    VECTOR_ADVICE.setLevel(Level.SEVERE);
    System.exit(run(arguments));
  }

  /** Runs a command line and returns the exit code. */
  public static int run(String... arguments) {
    var root = new CommandLine(new Root());
    root.addSubcommand(new ServeCommand());
    root.addSubcommand(new SearchCommand());
    root.addSubcommand(new ExportCommand());
    root.addSubcommand(new FieldsCommand());
    root.addSubcommand(new TailCommand());
    root.addSubcommand(new IncidentsCommand());
    root.addSubcommand(new SendCommand());
    root.addSubcommand(new ParseCommand());
    root.addSubcommand(new TokenCommand());
    root.addSubcommand(new RulesCommand());
    root.addSubcommand(new BackupCommand());
    root.addSubcommand(new RestoreCommand());
    root.addSubcommand(new IndexCommand());
    root.addSubcommand(new JournalCommand());
    root.addSubcommand(new HelpCommand());
    root.setExecutionExceptionHandler((failure, _, _) -> failed(failure));
    root.setUsageHelpAutoWidth(true);
    return root.execute(arguments);
  }

  private static int failed(Exception failure) throws Exception {
    Terminal terminal = Terminal.system();
    switch (failure) {
      case ConfigException config -> {
        terminal.error("cannot start, the settings have problems:");
        config.problems().forEach(problem -> terminal.error("  " + Terminal.safe(problem)));
      }
      case CommandException told -> terminal.error(String.valueOf(told.getMessage()));
      case IOException io ->
          String.valueOf(io.getMessage())
              .lines()
              .forEach(line -> terminal.error(Terminal.safe(line)));
      default -> throw failure;
    }
    return FAILED;
  }

  @Command(
      name = "marsad",
      mixinStandardHelpOptions = true,
      scope = CommandLine.ScopeType.INHERIT,
      version = "Marsad 0.1.0",
      description = "Takes in logs, keeps them, searches them, and correlates them into incidents.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "",
        "Start here:",
        "  ./marsad serve --demo    watch a recorded attack become an incident",
        "  ./marsad COMMAND --help  tells a command in full"
      })
  private static final class Root {}
}
