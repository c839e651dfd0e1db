package org.marsad.collector.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A path, or a pattern of paths as the JDK's {@code glob:} reads them. Links to files are followed,
 * links to folders are not. Looking stops after {@value #MAX_VISITED} names. Thread-safe.
 */
final class FilePattern {
  static final int MAX_VISITED = 200_000;

  private static final String SPECIAL = "*?[{";

  private final Path base;
  private final @Nullable PathMatcher matcher;
  private final int depth;

  private FilePattern(Path base, @Nullable PathMatcher matcher, int depth) {
    this.base = base;
    this.matcher = matcher;
    this.depth = depth;
  }

  /** What is wrong with a pattern. */
  static Optional<String> problem(String text) {
    try {
      parse(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("path \"" + text + "\" is no path and no pattern: " + e.getMessage());
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is none
   */
  static FilePattern parse(String text) {
    if (!isPattern(text)) {
      return new FilePattern(absolute(text), null, 0);
    }
    int slash = text.lastIndexOf('/', firstSpecial(text));
    String folder = slash < 0 ? "" : text.substring(0, slash + 1);
    Path base = absolute(folder.isEmpty() ? "." : folder);
    String rest = text.substring(slash + 1);
    String glob = escaped(base.toString()) + (base.getNameCount() == 0 ? "" : "/") + rest;
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    int parts = rest.split("/", -1).length;
    return new FilePattern(base, matcher, rest.contains("**") ? Integer.MAX_VALUE : parts);
  }

  /** Whether a path is of this pattern. */
  boolean matches(Path path) {
    return matcher == null ? path.equals(base) : matcher.matches(path);
  }

  /** The folder below which all of its files are. */
  Path folder() {
    Path parent = base.getParent();
    return matcher != null || parent == null ? base : parent;
  }

  /** Whether it may stand for several files. */
  boolean isPattern() {
    return matcher != null;
  }

  /**
   * Tells the regular files there are now, and the folders looked into.
   *
   * @return whether all were looked at
   */
  boolean find(Consumer<Path> files, Consumer<Path> folders) {
    if (matcher == null) {
      folders.accept(folder());
      if (Files.isRegularFile(base)) {
        files.accept(base);
      }
      return true;
    }
    var visitor = new Visitor(files, folders);
    try {
      Files.walkFileTree(base, Set.of(), depth, visitor);
    } catch (IOException _) {
      // A folder that cannot be read has no files for us.
    }
    return visitor.visited < MAX_VISITED;
  }

  static boolean isPattern(String text) {
    return firstSpecial(text) >= 0;
  }

  private static int firstSpecial(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (SPECIAL.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static Path absolute(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static String escaped(String path) {
    var escaped = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      if ("*?[]{}\\".indexOf(path.charAt(i)) >= 0) {
        escaped.append('\\');
      }
      escaped.append(path.charAt(i));
    }
    return escaped.toString();
  }

  /** Tells what matches. */
  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Consumer<Path> files;
    private final Consumer<Path> folders;
    private int visited;

    Visitor(Consumer<Path> files, Consumer<Path> folders) {
      this.files = files;
      this.folders = folders;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      folders.accept(folder);
      return more();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      boolean wanted = matches(file) && (attributes.isRegularFile() || Files.isRegularFile(file));
      if (wanted) {
        files.accept(file);
      }
      return more();
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException why) {
      return more();
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
      return FileVisitResult.CONTINUE;
    }

    private FileVisitResult more() {
      return ++visited < MAX_VISITED ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }
  }
}
