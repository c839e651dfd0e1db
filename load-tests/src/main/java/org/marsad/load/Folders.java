package org.marsad.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders that a benchmark makes and takes away. */
final class Folders {
  private Folders() {}

  /** The bytes of the files in it; one that goes away meanwhile is not counted. */
  static long size(Path path, Predicate<Path> counted) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(counted).toList()) {
        sum += Files.isRegularFile(file) ? file.toFile().length() : 0;
      }
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof NoSuchFileException)) {
        throw e;
      }
      return size(path, counted);
    }
    return sum;
  }

  static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
