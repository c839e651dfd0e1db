package org.marsad.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.marsad.server.keep.Backup;
import org.marsad.server.keep.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad backup DIR}. */
@Command(
    name = "backup",
    description = {
      "Copies the data folder of a server, which may go on running, into a new folder.",
      "A server started on the copy has all that was acknowledged before the backup began."
    },
    footer = {
      "",
      "Examples:",
      "  ./marsad backup /mnt/backup/2026-03-18",
      "  ./marsad backup --verify /mnt/backup/2026-03-18     is it still as it was made?",
      "  ./marsad restore /mnt/backup/2026-03-18 --data data2",
      "",
      "Tokens are copied too, readable for their owner alone."
    })
final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The folder of the backup.")
  Path folder = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder of the server (default: ${DEFAULT-VALUE}).",
      defaultValue = "${env:MARSAD_DATA:-./data}")
  Path data = Path.of("data");

  @Option(names = "--verify", description = "Copy nothing; compare a backup with its manifest.")
  boolean verify;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    var bytes = new CopyProgress(terminal);
    if (verify) {
      List<String> differences = Restore.differences(folder, bytes);
      bytes.end();
      differences.forEach(line -> terminal.error(Terminal.safe(line)));
      terminal.line(differences.isEmpty() ? "the backup is as it was made" : "it is damaged");
      return differences.isEmpty() ? 0 : 1;
    }
    Backup.Summary done = Backup.take(data, folder, InstantSource.system(), bytes);
    bytes.end();
    terminal.line(
        String.format(
            Locale.ROOT, "%,d files, %.1f MB in %s", done.files(), done.bytes() / 1e6, folder));
    return 0;
  }
}
