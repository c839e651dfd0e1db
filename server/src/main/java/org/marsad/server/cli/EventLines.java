package org.marsad.server.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.format.Formats;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;

/**
 * Events of a file of log lines or NDJSON, gzip and zstd accepted, as the server would read them.
 * The id of an event is the number of its line, from 1, and its time the one it claims, however
 * long ago. One thread.
 */
final class EventLines implements Closeable {
  /** Reads standard input. */
  static final String STANDARD_INPUT = "-";

  private static final int BATCH = 256;
  private static final Origin ORIGIN = Origin.of("file", Transport.FILE, "");

  private final LineReader lines;
  private final EventBatch.Builder builder;
  private final Formats formats;
  private final long received;
  private long line;

  private EventLines(LineReader lines, Schema schema, @Nullable Instant received) {
    this.lines = lines;
    this.received = Nanos.of(received == null ? Instant.now() : received);
    builder = EventBatch.builder(schema);
    formats = Formats.shipped(schema, ZoneId.of("UTC"));
  }

  /**
   * Opens a file.
   *
   * @param received when the lines were received, for times that lack a year; now if null
   */
  static EventLines open(String file, Schema schema, @Nullable Instant received)
      throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return new EventLines(new LineReader(Unpacked.of(System.in)), schema, received);
    }
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new CommandException(
          Files.isDirectory(path) ? path + " is a folder" : "there is no file " + path);
    }
    return new EventLines(
        new LineReader(Unpacked.of(Files.newInputStream(path))), schema, received);
  }

  /** Events of a stream that is not packed. */
  static EventLines of(InputStream in, Schema schema, @Nullable Instant received) {
    return new EventLines(new LineReader(in), schema, received);
  }

  /** The next events; null at the end. */
  @Nullable EventBatch next() throws IOException {
    while (builder.size() < BATCH && lines.next()) {
      line++;
      int at = builder.append(lines.buffer(), lines.offset(), lines.length());
      builder.begin(line, received, ORIGIN, at, lines.length());
      formats.decode(builder, at, lines.length(), 0);
      if (builder.claimed() != EventBatch.NO_CLAIM) {
        builder.timestamp(builder.claimed());
      }
      builder.end();
    }
    return builder.size() == 0 ? null : builder.build();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
