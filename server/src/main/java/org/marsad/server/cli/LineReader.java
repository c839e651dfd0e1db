package org.marsad.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines as bytes, whatever they hold; LF or CR LF ends one. A line lies in {@link #buffer()}
 * until the next call of {@link #next}.
 */
final class LineReader implements RecordReader {
  private static final int FIRST_BUFFER = 1 << 16;

  /** Longer lines are a mistake in the file. */
  private static final int MAX_LINE = 64 << 20;

  private final InputStream in;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int start;
  private int end;
  private int offset;
  private int length;

  LineReader(InputStream in) {
    this.in = in;
  }

  @Override
  public boolean next() throws IOException {
    int from = start;
    while (true) {
      for (int i = from; i < end; i++) {
        if (buffer[i] == '\n') {
          take(i);
          start = i + 1;
          return true;
        }
      }
      from = end - start;
      if (!fill()) {
        boolean rest = end > start;
        take(end);
        start = end;
        return rest;
      }
    }
  }

  @Override
  public byte[] buffer() {
    return buffer;
  }

  @Override
  public int offset() {
    return offset;
  }

  @Override
  public int length() {
    return length;
  }

  private void take(int lineEnd) {
    offset = start;
    boolean carriageReturn = lineEnd > start && buffer[lineEnd - 1] == '\r';
    length = lineEnd - start - (carriageReturn ? 1 : 0);
  }

  /** Moves the unfinished line to the front and reads behind it. */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    if (end == buffer.length) {
      if (end >= MAX_LINE) {
        throw new IOException("a line is longer than " + (MAX_LINE >> 20) + " MiB");
      }
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, end, buffer.length - end);
    end += Math.max(read, 0);
    return read >= 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
