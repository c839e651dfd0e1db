package org.marsad.rules.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that last as long as a replay. */
final class Folders {
  private Folders() {}

  /** Makes the folder, without what a process that was killed has left in it. */
  static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      delete(folder);
    }
    Files.createDirectories(folder);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
