package org.marsad.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.Formats;
import org.marsad.collector.format.SourceProfile;
import org.marsad.collector.format.SourceProfiles;
import org.marsad.collector.format.TimeBounds;
import org.marsad.collector.mapping.MappingException;
import org.marsad.collector.mapping.MappingFiles;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./marsad parse FILE}: what the server would make of it, by the same code and without a
 * server.
 */
@Command(
    name = "parse",
    mixinStandardHelpOptions = true,
    description = "Shows what a server would understand of a file; needs no server.",
    footer = {
      "",
      "For each frame: the format chosen, the fields, and where understanding stopped.",
      "ndjson has an object a frame: format, fields, error (code and message, or null),",
      "position (the byte, or null), and raw (base64) where the bytes are no UTF-8.",
      "",
      "Examples:",
      "  ./marsad parse /var/log/auth.log",
      "  ./marsad parse --zone Asia/Qatar --received 2026-01-01T00:00:10Z router.log",
      "  tcpdump ... | ./marsad parse --framing syslog --output ndjson -"
    })
final class ParseCommand implements Callable<Integer> {
  /** How the result is written. */
  enum Output {
    text,
    ndjson
  }

  @Parameters(paramLabel = "FILE", description = "Plain, gzip or zstd; - reads standard input.")
  Path file = Path.of("-");

  @Option(names = "--output", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Output output = Output.text;

  @Option(
      names = "--framing",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}): as TCP is told apart, a frame a"
              + " line, or all of the file as one frame.")
  Framing framing = Framing.lines;

  @Option(
      names = "--received",
      paramLabel = "TIME",
      description = "When the frames arrived, such as 2026-01-01T00:00:10Z (default: now).")
  @Nullable String received;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Zone of times that name none (default: ${DEFAULT-VALUE}).")
  String zone = "UTC";

  @Option(
      names = "--mappings",
      paramLabel = "FOLDER",
      description =
          "Mapping files beside those that come with Marsad, as collector.mappings has them.")
  @Nullable Path mappings;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "The format that reads every frame (default: found for each).")
  String format = Origin.AUTO;

  private final Schema schema = new Schema();
  private final EventBatch.Builder batch = EventBatch.builder(schema);

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.system();
    long time = time();
    Formats formats = formats();
    Origin origin = Origin.of("parse", Transport.FILE, "");
    try (var printer = ParsePrinter.of(output, terminal);
        InputStream in = Unpacked.of(open())) {
      framing.read(
          in,
          (bytes, offset, length, flags) -> {
            int at = batch.append(bytes, offset, length);
            batch.begin(printer.count(), time, origin, at, length);
            var found = formats.decode(batch, at, length, flags);
            printer.print(batch.end().build(), found == null ? null : found.name());
          });
      printer.end();
    }
    return 0;
  }

  private Formats formats() {
    try {
      var profile = new SourceProfile(zoneId(), format, Map.of());
      MappingFiles files = MappingFiles.shipped();
      return Formats.of(
          schema,
          SourceProfiles.same(profile),
          TimeBounds.defaults(),
          mappings == null ? files : files.with(mappings));
    } catch (IOException e) {
      throw new CommandException("--mappings: cannot read " + e.getMessage());
    } catch (MappingException e) {
      throw new CommandException("--mappings: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new CommandException("--format: " + e.getMessage());
    }
  }

  private ZoneId zoneId() {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException _) {
      throw new CommandException(
          "--zone: not a time zone: \"" + zone + "\"; expecting a name such as UTC or Asia/Qatar");
    }
  }

  private long time() {
    if (received == null) {
      return Nanos.of(Instant.now());
    }
    try {
      return Nanos.of(OffsetDateTime.parse(received).toInstant());
    } catch (DateTimeParseException _) {
      throw new CommandException(
          "--received: not a time: \""
              + received
              + "\"; expecting one such as 2026-01-01T00:00:10Z or 2026-01-01T03:00:10+03:00");
    }
  }

  private InputStream open() throws IOException {
    if (file.toString().equals("-")) {
      return System.in;
    }
    if (!Files.exists(file)) {
      throw new CommandException("no such file: " + file);
    }
    if (Files.isDirectory(file)) {
      throw new CommandException("a folder, not a file: " + file);
    }
    return Files.newInputStream(file);
  }
}
