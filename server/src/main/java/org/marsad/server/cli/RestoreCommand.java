package org.marsad.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.marsad.server.keep.Backup;
import org.marsad.server.keep.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad restore DIR}. */
@Command(
    name = "restore",
    description = "Makes a new data folder of a backup; every file is checked on the way.")
final class RestoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The folder of the backup.")
  Path folder = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The data folder to be made. It must not hold anything.")
  Path data = Path.of("data");

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    var bytes = new CopyProgress(terminal);
    Backup.Summary done = Restore.into(folder, data, bytes);
    bytes.end();
    terminal.line(
        String.format(
            Locale.ROOT,
            "%,d files, %.1f MB; start it with ./marsad serve --data %s",
            done.files(),
            done.bytes() / 1e6,
            data));
    return 0;
  }
}
