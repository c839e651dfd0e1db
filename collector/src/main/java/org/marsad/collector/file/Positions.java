package org.marsad.collector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.marsad.model.disk.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of the files that were followed, as lines of text:
 *
 * <pre>
 * marsad-files 1
 * through ID             all of the log before it is in the positions below
 * pattern PATTERN        an entry of the settings whose files were looked for before
 * file KEY POSITION SKIPPING HEAD TAIL SEEN PATH
 * crc CHECKSUM           CRC32C of all lines before, in hexadecimal
 * </pre>
 *
 * <p>Written anew and put in the place of the old one, so that it is always whole. One that is not
 * is set aside and told: then files are read from their beginning, and what was read before comes
 * twice.
 *
 * @param through a packed id of the log
 * @param patterns those seen before
 * @param files those known
 */
record Positions(long through, Set<String> patterns, List<Remembered> files) {
  private static final Logger LOG = LoggerFactory.getLogger(Positions.class);
  private static final String HEADER = "marsad-files 1";
  private static final int FIELDS = 8;

  /** Of nobody who followed anything. */
  static Positions none() {
    return new Positions(0, Set.of(), List.of());
  }

  /**
   * Reads what was remembered; nothing if there is no such file.
   *
   * @throws IOException if it cannot be read or set aside
   */
  static Positions read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException _) {
      return none();
    }
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.error(
          "cannot use {}: {}; set aside as {}; files are read from where their entry says",
          file,
          e.getMessage(),
          aside.getFileName());
      return none();
    }
  }

  private static Positions parse(String text) {
    int end = text.lastIndexOf("crc ");
    if (end < 0 || !text.startsWith(HEADER + "\n")) {
      throw new IllegalArgumentException("it is no file of positions, version 1");
    }
    if (!text.substring(end).strip().equals("crc " + checksum(text.substring(0, end)))) {
      throw new IllegalArgumentException("its checksum is wrong");
    }
    long through = 0;
    var patterns = new LinkedHashSet<String>();
    var files = new ArrayList<Remembered>();
    for (String line : text.substring(0, end).split("\n", -1)) {
      int blank = line.indexOf(' ');
      String value = line.substring(blank + 1);
      if (line.startsWith("through ")) {
        through = Long.parseLong(value);
      } else if (line.startsWith("pattern ")) {
        patterns.add(plain(value));
      } else if (line.startsWith("file ")) {
        files.add(file(line.split(" ", FIELDS)));
      }
    }
    return new Positions(through, patterns, files);
  }

  private static Remembered file(String[] fields) {
    if (fields.length < FIELDS) {
      throw new IllegalArgumentException("a line of a file has " + fields.length + " fields");
    }
    var trace =
        new Trace(
            Long.parseLong(fields[2]),
            fields[3].equals("1"),
            Integer.parseInt(fields[4]),
            Integer.parseInt(fields[5]));
    return new Remembered(fields[1], plain(fields[7]), trace, Long.parseLong(fields[6]));
  }

  /** Makes it durable in the place of what was there. */
  void write(Path file) throws IOException {
    var text = new StringBuilder(HEADER).append('\n');
    text.append("through ").append(through).append('\n');
    for (String pattern : patterns) {
      text.append("pattern ").append(line(pattern)).append('\n');
    }
    for (Remembered each : files) {
      Trace trace = each.trace();
      text.append("file ").append(each.key()).append(' ').append(trace.position()).append(' ');
      text.append(trace.skipping() ? '1' : '0').append(' ').append(trace.head()).append(' ');
      text.append(trace.tail()).append(' ').append(each.seen()).append(' ');
      text.append(line(each.path())).append('\n');
    }
    String sum = checksum(text.toString());
    text.append("crc ").append(sum).append('\n');
    WholeFile.write(file, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static String checksum(String text) {
    var sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }

  /** In one line. */
  private static String line(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String plain(String line) {
    var plain = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        char next = line.charAt(++i);
        plain.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
