package org.marsad.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * Bodies of bulk requests, one behind the other in a file: made before any clock runs, so that all
 * contenders are sent the same bytes and none pays for their making. Any thread.
 */
final class BulkFile implements AutoCloseable {
  /** Events of one request. */
  static final int PER_REQUEST = 5_000;

  private static final byte[] ACTION = "{\"create\":{\"_index\":\"events\"}}\n".getBytes(US_ASCII);

  private final FileChannel channel;
  private final long[] ends;
  private final long events;
  private final long eventBytes;

  private BulkFile(FileChannel channel, long[] ends, long events, long eventBytes) {
    this.channel = channel;
    this.ends = ends;
    this.events = events;
    this.eventBytes = eventBytes;
  }

  /**
   * Makes one.
   *
   * @param start when the stream begins
   * @param day events in a day of it
   * @param from the number of the first event
   * @param count how many
   */
  static BulkFile write(Path file, Instant start, long day, long from, long count)
      throws IOException {
    var stream = new SecurityEvents(start, day);
    int requests = Math.toIntExact((count + PER_REQUEST - 1) / PER_REQUEST);
    var ends = new long[requests];
    long bytes = 0;
    long at = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (long i = 0; i < count; i++) {
        byte[] event = stream.event(from + i);
        out.write(ACTION);
        out.write(event);
        out.write('\n');
        bytes += event.length;
        at += ACTION.length + event.length + 1;
        ends[(int) (i / PER_REQUEST)] = at;
      }
    }
    return new BulkFile(FileChannel.open(file, StandardOpenOption.READ), ends, count, bytes);
  }

  /** How many requests it has. */
  int requests() {
    return ends.length;
  }

  /** How many events. */
  long events() {
    return events;
  }

  /** The bytes of the events alone. */
  long eventBytes() {
    return eventBytes;
  }

  /** Sends a request over a connection; what is answered to it. */
  byte[] post(Wire wire, int request) throws IOException {
    long from = request == 0 ? 0 : ends[request - 1];
    return wire.post("/_bulk", channel, from, ends[request] - from);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
