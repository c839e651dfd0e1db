package org.marsad.rules.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The files in a tar archive (POSIX.1-1988 ustar, long names of GNU and pax), one after the other.
 * Names are only told, never used as paths. Files over the limit come without content. One thread.
 */
final class TarReader implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int TYPE_AT = 156;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX = 155;

  private final InputStream in;
  private final int maxFile;
  private String longName = "";

  TarReader(InputStream in, int maxFile) {
    this.in = in;
    this.maxFile = maxFile;
  }

  /** The next file; null behind the last. */
  @Nullable Entry next() throws IOException {
    while (true) {
      byte[] header = in.readNBytes(BLOCK);
      if (header.length < BLOCK || header[0] == 0) {
        return null;
      }
      long size = octal(header);
      byte type = header[TYPE_AT];
      boolean isFile = type == '0' || type == 0;
      boolean wanted = isFile && size <= maxFile;
      boolean names = (type == 'L' || type == 'x') && size <= maxFile;
      byte[] content = wanted || names ? in.readNBytes((int) size) : new byte[0];
      in.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK - content.length);
      if (names) {
        longName = type == 'L' ? text(content, 0, content.length) : path(content);
      } else {
        String name = longName.isEmpty() ? name(header) : longName;
        longName = "";
        if (isFile) {
          return new Entry(name, content, !wanted);
        }
      }
    }
  }

  private static String name(byte[] header) {
    String prefix = text(header, PREFIX_AT, PREFIX);
    String name = text(header, 0, NAME);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** The record {@code path} of a pax header, or empty. */
  private static String path(byte[] content) {
    for (String line : text(content, 0, content.length).split("\n", -1)) {
      int path = line.indexOf(" path=");
      if (path > 0) {
        return line.substring(path + " path=".length());
      }
    }
    return "";
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header) throws IOException {
    long size = 0;
    for (int i = SIZE_AT; i < SIZE_AT + 12; i++) {
      byte b = header[i];
      if (b >= '0' && b <= '7') {
        size = size * 8 + b - '0';
      } else if (b != ' ' && b != 0) {
        throw new EOFException("the archive is broken: a size is not octal");
      }
    }
    return size;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /**
   * A file and what is in it.
   *
   * @param isTooLarge then it has no content
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(String name, byte[] content, boolean isTooLarge) {}
}
