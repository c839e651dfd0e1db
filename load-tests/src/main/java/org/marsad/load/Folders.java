package org.marsad.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders that a benchmark makes and takes away. */
final class Folders {
  /** Longer than a store leaves between two commits or merges. */
  private static final long QUIET_NANOS = 12_000_000_000L;

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

  /** Looks twice, some seconds apart: whether the files in it have not changed, nor will. */
  static boolean isAtRest(Path path) throws IOException {
    long before = size(path, _ -> true);
    LockSupport.parkNanos(QUIET_NANOS);
    return size(path, _ -> true) == before;
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
