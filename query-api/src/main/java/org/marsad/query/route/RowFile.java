package org.marsad.query.route;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lines on disk that are read by their number while more are written. One thread writes; any may
 * read what was written. Deleted when closed.
 */
final class RowFile implements Closeable {
  private static final int CHUNK = 64 * 1024;

  /** The place of each so many lines is kept. */
  private static final int STEP = 64;

  private final Path file;
  private final FileChannel channel;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(CHUNK + 4096);
  private final List<Long> places = new ArrayList<>();
  private long written;
  private int lines;
  private int readable;

  RowFile(Path file) throws IOException {
    this.file = file;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Where the next line is put, its end included; {@link #added} is called afterwards. */
  ByteArrayOutputStream buffer() {
    return buffer;
  }

  /**
   * A line was put into the buffer.
   *
   * @param before the size of the buffer before it
   */
  synchronized void added(int before) throws IOException {
    if (lines % STEP == 0) {
      places.add(written + before);
    }
    lines++;
    if (buffer.size() >= CHUNK) {
      flush();
    }
  }

  /** Makes all lines readable. */
  synchronized void flush() throws IOException {
    ByteBuffer left = ByteBuffer.wrap(buffer.toByteArray());
    buffer.reset();
    long at = written;
    while (left.hasRemaining()) {
      at += channel.write(left, at);
    }
    written = at;
    readable = lines;
  }

  /** How many lines can be read. */
  synchronized int size() {
    return readable;
  }

  /** Bytes on disk and about to be. */
  synchronized long bytes() {
    return written + buffer.size();
  }

  /** The bytes of up to {@code count} lines from {@code from} on. */
  synchronized byte[] read(int from, int count) throws IOException {
    int end = Math.min(readable, from > readable - count ? readable : from + count);
    if (from >= end) {
      return new byte[0];
    }
    long start = places.get(from / STEP);
    int after = (end + STEP - 1) / STEP;
    long stop = after < places.size() ? Math.min(places.get(after), written) : written;
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(stop - start));
    while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
      // until all is there
    }
    byte[] all = bytes.array();
    int first = skip(all, 0, from % STEP);
    int last = skip(all, first, end - from);
    return Arrays.copyOfRange(all, first, last);
  }

  private static int skip(byte[] bytes, int from, int lines) {
    int at = from;
    for (int left = lines; left > 0 && at < bytes.length; at++) {
      left -= bytes[at] == '\n' ? 1 : 0;
    }
    return at;
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
