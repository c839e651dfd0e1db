package org.marsad.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.marsad.collector.journal.JournalRepair;
import org.marsad.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./marsad journal repair}. */
@Command(name = "journal", description = "Looks after the journal of a server that is not running.")
final class JournalCommand {
  @Command(
      name = "repair",
      description =
          "Sets damaged ranges aside into .damaged files so that the server can start again. Says"
              + " which events are gone; nothing is deleted.")
  int repair(@Option(names = "--data", paramLabel = "DIR", defaultValue = "data") Path data)
      throws IOException {
    Path folder = data.resolve(Server.JOURNAL_FOLDER);
    if (!Files.isDirectory(folder)) {
      throw new CommandException("no journal at " + folder);
    }
    Terminal.system().line(JournalRepair.repair(folder).toString());
    return 0;
  }
}
