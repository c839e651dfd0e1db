package org.marsad.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.marsad.collector.format.Formats;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;

/** Labelled logs: a file of lines, as the collector reads them; ids are numbers of lines from 1. */
final class CorporaFile {
  private static final int BATCH = 256;
  private static final Origin ORIGIN = Origin.of("file", Transport.FILE, "");

  private CorporaFile() {}

  /** The lines of a file, which may be packed. */
  static List<String> lines(Path file) throws IOException {
    if (!file.toString().endsWith(".gz")) {
      return Files.readAllLines(file);
    }
    try (var in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      return in.lines().toList();
    }
  }

  /** The events of lines, in batches. */
  static List<EventBatch> events(List<String> lines, Schema schema) {
    Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));
    long now = Nanos.of(Instant.now());
    var batches = new ArrayList<EventBatch>();
    EventBatch.Builder builder = EventBatch.builder(schema);
    long id = 0;
    for (String line : lines) {
      byte[] bytes = line.getBytes(UTF_8);
      int at = builder.append(bytes, 0, bytes.length);
      builder.begin(++id, now, ORIGIN, at, bytes.length);
      formats.decode(builder, at, bytes.length, 0);
      builder.end();
      if (builder.size() == BATCH) {
        batches.add(builder.build());
      }
    }
    if (builder.size() > 0) {
      batches.add(builder.build());
    }
    return batches;
  }
}
