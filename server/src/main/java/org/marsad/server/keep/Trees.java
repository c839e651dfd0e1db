package org.marsad.server.keep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders with all that is in them, and what copies must not lose. */
final class Trees {
  private Trees() {}

  /** Takes a folder away; one that is not there is no error. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Gives a copy the rights of its file: tokens are for their owner's eyes. */
  static void keepRights(Path file, Path copy) throws IOException {
    if (Files.getFileStore(copy).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
    }
  }

  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
