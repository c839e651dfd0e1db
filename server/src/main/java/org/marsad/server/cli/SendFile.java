package org.marsad.server.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file to send, or standard input: unpacked as its first bytes say, and cut into records. */
final class SendFile {
  private static final String STANDARD_INPUT = "-";
  private static final byte[][] ENVELOPES = {
    "\"Records\"".getBytes(StandardCharsets.US_ASCII),
    "\"records\"".getBytes(StandardCharsets.US_ASCII)
  };
  private static final int LOOK = 1 << 16;
  private static final int BUFFER = 1 << 17;

  private final String name;
  private final long size;

  private SendFile(String name, long size) {
    this.name = name;
    this.size = size;
  }

  /** The files of names and patterns, in the order they were given, those of a pattern sorted. */
  static List<SendFile> of(List<String> names) throws IOException {
    var files = new ArrayList<SendFile>();
    for (String name : names) {
      Path path = Path.of(name);
      if (name.equals(STANDARD_INPUT)) {
        files.add(new SendFile(name, -1));
      } else if (Files.isDirectory(path)) {
        throw new CommandException(
            name + " is a folder; name files, or a pattern: '" + name + "/*'");
      } else if (Files.exists(path)) {
        files.add(new SendFile(name, Files.isRegularFile(path) ? Files.size(path) : -1));
      } else {
        pattern(path, files);
      }
    }
    return files;
  }

  private static void pattern(Path pattern, List<SendFile> files) throws IOException {
    Path folder = pattern.getParent() == null ? Path.of("") : pattern.getParent();
    String glob = String.valueOf(pattern.getFileName());
    boolean wild = glob.contains("*") || glob.contains("?") || glob.contains("[");
    if (!wild || !Files.isDirectory(folder)) {
      throw new CommandException("no such file: " + pattern);
    }
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(folder, glob)) {
      names.forEach(found::add);
    }
    found.removeIf(file -> !Files.isRegularFile(file));
    if (found.isEmpty()) {
      throw new CommandException("no file is called " + pattern);
    }
    found.sort(null);
    for (Path file : found) {
      files.add(new SendFile(file.toString(), Files.size(file)));
    }
  }

  String name() {
    return name;
  }

  /** Its size on the disk, negative where that is not known. */
  long size() {
    return size;
  }

  /** What it holds as it is stored, packed or not. */
  InputStream open() throws IOException {
    return name.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(name));
  }

  /** The records of what {@link #open} gave. */
  static RecordReader records(InputStream stored, SendCommand.Split split) throws IOException {
    InputStream plain = unpacked(stored);
    byte[] first = peek(plain);
    boolean json =
        switch (split) {
          case lines -> false;
          case json -> true;
          case auto -> isArray(first) || isPretty(first) || isEnvelope(first);
        };
    return json ? new JsonReader(plain, isEnvelope(first)) : new LineReader(plain);
  }

  private static InputStream unpacked(InputStream stored) throws IOException {
    var plain = new BufferedInputStream(Unpacked.of(stored), BUFFER);
    byte[] mark = peek(plain, 3);
    if (Arrays.equals(mark, new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf})) {
      plain.skipNBytes(mark.length);
    }
    return plain;
  }

  private static byte[] peek(InputStream in) throws IOException {
    return peek(in, LOOK);
  }

  private static byte[] peek(InputStream in, int count) throws IOException {
    in.mark(count);
    // Standard input may come slowly: what is there with the first read is looked at.
    byte[] bytes = new byte[count];
    int length = Math.max(0, in.read(bytes));
    while (length < Math.min(count, 4)) {
      int more = in.read(bytes, length, count - length);
      if (more < 0) {
        break;
      }
      length += more;
    }
    in.reset();
    return Arrays.copyOf(bytes, length);
  }

  /** Whether it is an array of objects, and not a line of text in brackets. */
  private static boolean isArray(byte[] first) {
    int at = behindBlanks(first, 0);
    if (at == first.length || first[at] != '[') {
      return false;
    }
    int inner = behindBlanks(first, at + 1);
    return inner < first.length && (first[inner] == '{' || first[inner] == ']');
  }

  /** Whether its first object goes on behind the end of its first line. */
  private static boolean isPretty(byte[] first) {
    int at = behindBlanks(first, 0);
    if (at == first.length || first[at] != '{') {
      return false;
    }
    int next = behindBlanks(first, at + 1);
    for (int i = at; i < next; i++) {
      if (first[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  /** Whether its first member is a list of objects by the name that clouds give it. */
  private static boolean isEnvelope(byte[] first) {
    int at = behindBlanks(first, 0);
    if (at == first.length || first[at] != '{') {
      return false;
    }
    at = behindBlanks(first, at + 1);
    for (byte[] name : ENVELOPES) {
      if (first.length - at > name.length
          && Arrays.equals(first, at, at + name.length, name, 0, name.length)) {
        at = behindBlanks(first, at + name.length);
        if (at == first.length || first[at] != ':') {
          return false;
        }
        at = behindBlanks(first, at + 1);
        if (at == first.length || first[at] != '[') {
          return false;
        }
        at = behindBlanks(first, at + 1);
        return at < first.length && first[at] == '{';
      }
    }
    return false;
  }

  private static int behindBlanks(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }
}
