package org.marsad.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The members of a JSON array, or JSON values one behind the other, each as one line: line ends and
 * blanks between its parts become single blanks, nothing else is changed. Read as a stream, however
 * long the array is. What is not JSON is passed on up to the end of its line. Of envelopes with a
 * list of objects, as CloudTrail and Azure write them, it is the members of the lists.
 */
final class JsonReader implements RecordReader {
  private static final int BUFFER = 1 << 16;

  /** Longer values are a mistake in the file. */
  private static final int MAX_VALUE = 64 << 20;

  private final InputStream in;
  private final byte[] read = new byte[BUFFER];
  private int at;
  private int end;
  private byte[] value = new byte[BUFFER];
  private int length;

  /** Whether the next brace opens a value, not an envelope. */
  private boolean inside;

  private final boolean enveloped;

  /** Of an array if the first byte that is no blank opens one, else of values. */
  JsonReader(InputStream in) {
    this(in, false);
  }

  /**
   * As above.
   *
   * @param enveloped whether objects are no values but hold a list of them
   */
  JsonReader(InputStream in, boolean enveloped) {
    this.in = in;
    this.enveloped = enveloped;
  }

  @Override
  public boolean next() throws IOException {
    length = 0;
    int b = afterSeparators();
    if (b < 0) {
      return false;
    }
    int depth = 0;
    boolean string = false;
    boolean escaped = false;
    boolean json = b == '{' || b == '[';
    while (b >= 0) {
      if (string) {
        string = escaped || b != '"';
        escaped = b == '\\' && !escaped;
        put(b == '\n' || b == '\r' ? ' ' : b);
      } else if (json && isBlank(b)) {
        putBlank();
      } else if (!json && b == '\n') {
        return true;
      } else {
        string = json && b == '"';
        depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
        if (!json && depth < 0) {
          // The end of the array, behind a member that is no object.
          return true;
        }
        if (!json && b == ',' && depth == 0) {
          return true;
        }
        put(b);
        if (json && depth == 0) {
          return true;
        }
      }
      b = read();
    }
    return length > 0;
  }

  /** The first byte of the next value. */
  private int afterSeparators() throws IOException {
    int b = read();
    if (enveloped) {
      return afterEnvelope(b);
    }
    while (isBlank(b) || b == ',' || b == ']' || b == '[' && !opened) {
      opened |= b == '[';
      b = read();
    }
    opened = true;
    return b;
  }

  private boolean opened;

  private int afterEnvelope(int first) throws IOException {
    int b = first;
    while (isBlank(b) || b == ',' || b == ']' || b == '}' || b == '{' && !inside) {
      inside &= b != '}';
      if (b == '{') {
        while (b >= 0 && b != '[') {
          b = read();
        }
        inside = true;
      }
      b = read();
    }
    return b;
  }

  private void putBlank() throws IOException {
    if (length > 0 && value[length - 1] != ' ') {
      put(' ');
    }
  }

  private void put(int b) throws IOException {
    if (length == value.length) {
      if (length >= MAX_VALUE) {
        throw new IOException("a JSON value is longer than " + (MAX_VALUE >> 20) + " MiB");
      }
      value = Arrays.copyOf(value, length * 2);
    }
    value[length++] = (byte) b;
  }

  private int read() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(read));
      if (end == 0) {
        return -1;
      }
    }
    return read[at++] & 0xff;
  }

  private static boolean isBlank(int b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  @Override
  public byte[] buffer() {
    return value;
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
