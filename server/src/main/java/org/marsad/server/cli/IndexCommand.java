package org.marsad.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.marsad.collector.journal.JournalFiles;
import org.marsad.index.shard.IndexFiles;
import org.marsad.server.Server;
import org.marsad.server.keep.Seals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./marsad index verify}. */
@Command(name = "index", description = "Looks after what a server has on disk.")
final class IndexCommand {
  private final Terminal terminal = Terminal.system();
  private boolean whole = true;

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Reads the journal, all shards and the incidents, compares their checksums, and compares"
            + " what is finished with its seals. Names the first broken link of the chain.",
        "The server may be running. Exit code 1 if anything is wrong."
      })
  int verify(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              defaultValue = "${env:MARSAD_DATA:-./data}",
              description = "The data folder of the server (default: ${DEFAULT-VALUE}).")
          Path data,
      @Option(
              names = "--seals",
              description = "Only the seals: digests of files, without looking into them.")
          boolean sealsOnly)
      throws IOException {
    Path journal = data.resolve(Server.JOURNAL_FOLDER);
    if (!Files.isDirectory(journal)) {
      throw new CommandException(data + " is no data folder of Marsad: it has no journal");
    }
    if (!sealsOnly) {
      List<Path> segments = JournalFiles.segments(journal);
      for (int i = 0; i < segments.size(); i++) {
        tell(
            "journal",
            name(segments.get(i)),
            JournalFiles.damage(segments.get(i), i == segments.size() - 1));
      }
      for (Path shard : folders(data.resolve("index"))) {
        tell("shard", name(shard), IndexFiles.damage(shard));
      }
      Path incidents = data.resolve("incidents");
      if (IndexFiles.isIndex(incidents)) {
        tell("incidents", name(incidents), IndexFiles.damage(incidents));
      }
    }
    Seals seals = Seals.open(data);
    whole &= seals.verify((kind, name, found) -> line(kind, name, found));
    terminal.line(
        "%d seals, the newest link is %s"
            .formatted(seals.size(), seals.size() == 0 ? "none" : seals.newest()));
    terminal.line(whole ? "all is whole" : "something is wrong, see above");
    return whole ? 0 : 1;
  }

  private void tell(String kind, String name, Optional<String> damage) {
    whole &= damage.isEmpty();
    line(kind, name, damage.map(why -> "DAMAGED: " + why).orElse("whole"));
  }

  private void line(String kind, String name, String found) {
    terminal.line("%-10s %-26s %s".formatted(kind, name, Terminal.safe(found)));
  }

  private static List<Path> folders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
