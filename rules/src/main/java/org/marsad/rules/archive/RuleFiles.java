package org.marsad.rules.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.marsad.rules.problem.RuleProblem;

/**
 * The files of a folder, of an archive ({@code .zip}, {@code .tar}, {@code .tar.gz}, {@code .tgz})
 * or a file by itself, one after the other. Names are only told, never used as paths; links are not
 * followed, hidden folders not entered. Bounded: {@link #MAX_FILE} a file, {@link #MAX_FILES}
 * files, {@link #MAX_BYTES} unpacked; a file over its bound is told as a problem, an archive over
 * them ends the reading. One thread.
 */
public final class RuleFiles {
  /** Bytes of a file at most. */
  public static final int MAX_FILE = 4 << 20;

  /** Files of a folder or an archive at most. */
  public static final int MAX_FILES = 500_000;

  /** Bytes of all that is unpacked at most. */
  public static final long MAX_BYTES = 4L << 30;

  private final Predicate<String> wanted;
  private final Visitor visitor;
  private final long maxBytes;
  private int files;

  private RuleFiles(Predicate<String> wanted, Visitor visitor, long maxBytes) {
    this.maxBytes = maxBytes;
    this.wanted = wanted;
    this.visitor = visitor;
  }

  /**
   * Reads.
   *
   * @param wanted which names are of interest; a file by itself always is
   * @throws IOException if it cannot be read, or is larger than the bounds
   */
  public static void read(Path path, Predicate<String> wanted, Visitor visitor) throws IOException {
    read(path, wanted, visitor, MAX_BYTES);
  }

  /** With another bound on what is unpacked. */
  static void read(Path path, Predicate<String> wanted, Visitor visitor, long maxBytes)
      throws IOException {
    var reader = new RuleFiles(wanted, visitor, maxBytes);
    String name = String.valueOf(path.getFileName());
    String small = name.toLowerCase(Locale.ROOT);
    if (Files.isDirectory(path)) {
      reader.folder(path);
    } else if (small.endsWith(".tar.gz") || small.endsWith(".tgz")) {
      reader.tar(new GZIPInputStream(Files.newInputStream(path)));
    } else if (small.endsWith(".tar")) {
      reader.tar(Files.newInputStream(path));
    } else if (small.endsWith(".zip")) {
      reader.zip(Files.newInputStream(path));
    } else {
      reader.file(name, path);
    }
  }

  private void folder(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> found =
          all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .filter(file -> !isHidden(folder.relativize(file)))
              .filter(file -> wanted.test(folder.relativize(file).toString()))
              .sorted()
              .toList();
      for (Path file : found) {
        count(folder.toString());
        file(folder.relativize(file).toString(), file);
      }
    }
  }

  private static boolean isHidden(Path relative) {
    Path parent = relative.getParent();
    if (parent != null) {
      for (Path part : parent) {
        if (part.toString().startsWith(".")) {
          return true;
        }
      }
    }
    return false;
  }

  private void file(String name, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      take(name, in.readNBytes(MAX_FILE + 1));
    }
  }

  private void tar(InputStream stream) throws IOException {
    try (var archive = new TarReader(new Bounded(stream, maxBytes), MAX_FILE)) {
      for (TarReader.Entry entry = archive.next(); entry != null; entry = archive.next()) {
        count("the archive");
        if (wanted.test(entry.name())) {
          if (entry.isTooLarge()) {
            tooLarge(entry.name());
          } else {
            visitor.file(entry.name(), entry.content());
          }
        }
      }
    }
  }

  private void zip(InputStream stream) throws IOException {
    // The bound is on what comes out, since a few bytes may stand for gigabytes.
    try (var archive = new ZipInputStream(stream)) {
      var out = new Bounded(archive, maxBytes);
      for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        count("the archive");
        if (!entry.isDirectory()) {
          byte[] content = out.readNBytes(MAX_FILE + 1);
          out.skipAll();
          if (wanted.test(entry.getName())) {
            take(entry.getName(), content);
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("the archive is broken: " + e.getMessage(), e);
    }
  }

  private void count(String where) throws IOException {
    if (++files > MAX_FILES) {
      throw new IOException("there are more than " + MAX_FILES + " files in " + where);
    }
  }

  private void take(String name, byte[] content) throws IOException {
    if (content.length > MAX_FILE) {
      tooLarge(name);
    } else {
      visitor.file(name, content);
    }
  }

  private void tooLarge(String name) {
    visitor.problem(RuleProblem.of(name, "the file is larger than " + MAX_FILE + " bytes"));
  }

  /** Is handed the files. */
  public interface Visitor {
    /** A file; the name is what the folder or archive says, and may say anything. */
    void file(String name, byte[] content) throws IOException;

    /** A file that was passed over. */
    void problem(RuleProblem problem);
  }

  /** Ends with a mistake when too much has come out. */
  private static final class Bounded extends FilterInputStream {
    private final long most;
    private long left;

    Bounded(InputStream in, long most) {
      super(in);
      this.most = most;
      left = most;
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      pass(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      pass(Math.max(read, 0));
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = in.skip(count);
      pass(skipped);
      return skipped;
    }

    /** Passes over the rest of an entry. */
    void skipAll() throws IOException {
      var buffer = new byte[1 << 16];
      while (read(buffer, 0, buffer.length) >= 0) {
        // counted by read
      }
    }

    private void pass(long count) throws IOException {
      left -= count;
      if (left < 0) {
        throw new IOException("the archive unpacks to more than " + most + " bytes");
      }
    }
  }
}
