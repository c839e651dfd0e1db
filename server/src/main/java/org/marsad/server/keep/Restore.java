package org.marsad.server.keep;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Makes a data folder of a backup, or only looks whether the backup is as it was made. */
public final class Restore {
  private static final int TOLD = 20;

  private Restore() {}

  /**
   * Compares a backup with its manifest.
   *
   * @return what differs, a line each, the first ones; empty if nothing does
   * @throws IOException if it is no backup
   */
  public static List<String> differences(Path backup, LongConsumer progress) throws IOException {
    var found = new ArrayList<String>();
    long bytes = 0;
    for (Manifest.Entry entry : Manifest.read(backup).files()) {
      Path file = backup.resolve(entry.path());
      if (!Files.isRegularFile(file)) {
        found.add(entry.path() + " is missing");
      } else if (Files.size(file) != entry.size()) {
        found.add(entry.path() + " has " + Files.size(file) + " bytes; it had " + entry.size());
      } else if (!Digests.of(file).equals(entry.sha256())) {
        found.add(entry.path() + " is not what it was: its SHA-256 differs");
      }
      if (found.size() == TOLD) {
        found.add("and maybe more");
        return found;
      }
      bytes += entry.size();
      progress.accept(bytes);
    }
    return found;
  }

  /**
   * Copies a backup into a data folder, every file checked on the way.
   *
   * @param data made if it is not there; must be empty
   * @throws IOException if the backup is not whole, with the file; what was copied stays, and no
   *     server should be started on it
   */
  public static Backup.Summary into(Path backup, Path data, LongConsumer progress)
      throws IOException {
    Manifest manifest = Manifest.read(backup);
    Files.createDirectories(data);
    try (Stream<Path> there = Files.list(data)) {
      if (there.findAny().isPresent()) {
        throw new IOException(data + " is not empty; name a new folder, nothing is overwritten");
      }
    }
    long bytes = 0;
    for (Manifest.Entry entry : manifest.files()) {
      Path copy = data.resolve(entry.path());
      Files.createDirectories(copy.resolveSibling(""));
      String sha256;
      try (OutputStream out = Files.newOutputStream(copy)) {
        sha256 = Digests.copy(backup.resolve(entry.path()), out);
      }
      if (!sha256.equals(entry.sha256())) {
        throw new IOException(
            "the backup is damaged: "
                + entry.path()
                + " is not what it was; "
                + data
                + " is incomplete");
      }
      Trees.keepRights(backup.resolve(entry.path()), copy);
      Trees.force(copy);
      bytes += entry.size();
      progress.accept(bytes);
    }
    return new Backup.Summary(manifest.files().size(), bytes);
  }
}
