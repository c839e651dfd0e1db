package org.marsad.server.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./marsad export 'QUERY'}. */
@Command(
    name = "export",
    description = "Writes all rows of a search to a file or the output, however many.",
    footer = {
      "",
      "Examples:",
      "  ./marsad export 'event.outcome:failure' --earliest -7d --file failures.ndjson",
      "  ./marsad export 'sshd | stats count by source.ip' --format csv > sources.csv",
      "",
      "The last line from the server holds the number of rows and the SHA-256 of all before it;"
          + " both are checked. Without it, or where it does not fit, the exit code is 1; where a"
          + " limit cut the rows, 3."
    })
final class ExportCommand implements Callable<Integer> {
  enum Format {
    ndjson,
    csv
  }

  @Mixin ServerAddress server = new ServerAddress();

  @Parameters(
      arity = "0..*",
      paramLabel = "QUERY",
      description = "What to look for; several words are joined by blanks. Default: everything.")
  List<String> words = List.of();

  @Option(
      names = "--earliest",
      paramLabel = "TIME",
      description = "From this time on: RFC 3339, or relative like -15m, -1d@d.")
  String earliest = "";

  @Option(names = "--latest", paramLabel = "TIME", description = "Up to this time.")
  String latest = "";

  @Option(
      names = "--fields",
      paramLabel = "NAME,...",
      description = "Only these fields; the columns of CSV.")
  String fields = "";

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Format format = Format.ndjson;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Where to write to; must not be there yet. Default: the output.")
  @Nullable Path file;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    String query = String.join(" ", words);
    Map<String, String> parameters =
        Map.of(
            "q", query.isBlank() ? "*" : query,
            "earliest", earliest,
            "latest", latest,
            "fields", fields,
            "format", format.toString());
    try (ApiClient api = server.open();
        InputStream in = api.bytes("api/v1/search/export", parameters)) {
      Exported exported = copy(in);
      terminal.error(
          terminal.dim(
              exported.count() + " rows, " + exported.bytes() + " bytes, checked by SHA-256"));
      if (!exported.complete()) {
        exported.reasons().forEach(why -> terminal.error("warning: " + Terminal.safe(why)));
        terminal.error("the export is not complete");
      }
      return exported.complete() ? 0 : 3;
    }
  }

  private Exported copy(InputStream in) throws IOException {
    Path to = file;
    if (to == null) {
      return Exported.copy(in, System.out, format == Format.csv);
    }
    if (Files.exists(to)) {
      throw new CommandException(to + " is there already");
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
      return Exported.copy(in, out, format == Format.csv);
    }
  }
}
