package org.marsad.server.keep;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.marsad.collector.journal.JournalFiles;
import org.marsad.index.shard.IndexFiles;
import org.marsad.server.Server;

/**
 * Copies a data folder, whether its server runs or not, so that a server started on the copy has
 * all that was acknowledged before the copy began, and nothing that does not fit together.
 *
 * <p>First everything is held by hard links in a folder beside the data, in an order that keeps
 * later parts behind earlier ones: finished segments of the journal, so that nothing is forgotten
 * meanwhile; the state of the rules, then the incidents it has told; the position of the index,
 * then its shards; last the segments that came since and the one that grows, which reaches at least
 * as far as any position. Then the links are copied, digested and let go. Where links cannot be
 * made, files are copied at once.
 */
public final class Backup {
  private static final String HELD = ".backup";
  private static final String JOURNAL = Server.JOURNAL_FOLDER;
  private static final int TRIES = 20;

  /** What belongs to a running process, or is no data. */
  private static final Set<String> LEFT = Set.of(Server.URL_FILE, HELD, Manifest.FILE);

  private final Path data;
  private final Path held;
  private final TreeMap<String, Path> files = new TreeMap<>();

  private Backup(Path data) {
    this.data = data;
    this.held = data.resolve(HELD);
  }

  /**
   * Copies the data folder into another one.
   *
   * @param target made if it is not there; must be empty
   * @param progress is told how many bytes were copied, now and then
   * @return how many files, and bytes
   * @throws IOException if it cannot be done; what was copied stays, without a manifest
   */
  public static Summary take(Path data, Path target, InstantSource clock, LongConsumer progress)
      throws IOException {
    if (!Files.isDirectory(data.resolve(JOURNAL))) {
      throw new IOException(data + " is no data folder of Marsad: it has no journal");
    }
    Path home = data.toRealPath();
    Files.createDirectories(target);
    if (target.toRealPath().startsWith(home)) {
      throw new IOException("a backup inside of the data folder would be lost with it: " + target);
    }
    try (Stream<Path> there = Files.list(target)) {
      if (there.findAny().isPresent()) {
        throw new IOException(target + " is not empty; name a new folder");
      }
    }
    var backup = new Backup(home);
    String created = clock.instant().toString();
    try {
      backup.hold();
      return backup.copy(target, created, progress);
    } finally {
      Trees.delete(backup.held);
    }
  }

  private void hold() throws IOException {
    Trees.delete(held);
    Files.createDirectories(held);
    List<Path> before = JournalFiles.segments(data.resolve(JOURNAL));
    for (Path segment : before.subList(0, Math.max(0, before.size() - 1))) {
      hold(segment, false);
    }
    others();
    folders(data);
    List<Path> after = JournalFiles.segments(data.resolve(JOURNAL));
    for (int i = 0; i < after.size(); i++) {
      hold(after.get(i), i == after.size() - 1);
    }
  }

  /** Files that are put in place as a whole. */
  private void others() throws IOException {
    for (Path file : list(data)) {
      if (Files.isRegularFile(file) && isWanted(file)) {
        hold(file, false);
      }
    }
  }

  /** Indexes and what else there is, in folders of folders; the journal is held by itself. */
  private void folders(Path parent) throws IOException {
    for (Path folder : list(parent)) {
      boolean journal = parent.equals(data) && name(folder).equals(JOURNAL);
      if (!Files.isDirectory(folder) || !isWanted(folder) || journal) {
        continue;
      }
      if (IndexFiles.isIndex(folder)) {
        index(folder);
        continue;
      }
      // The position of the index is behind its shards, or some events would be missed for good.
      for (Path file : list(folder)) {
        if (Files.isRegularFile(file) && isWanted(file)) {
          hold(file, false);
        }
      }
      folders(folder);
    }
  }

  /** The last commit of an index, taken again where its writer was faster. */
  private void index(Path folder) throws IOException {
    for (int i = 1; ; i++) {
      try {
        for (String file : IndexFiles.committed(folder)) {
          hold(folder.resolve(file), false);
        }
        return;
      } catch (NoSuchFileException e) {
        if (i == TRIES) {
          throw new IOException("the index " + folder + " changes too fast to be held", e);
        }
        forget(folder);
      }
    }
  }

  private void forget(Path folder) throws IOException {
    String prefix = data.relativize(folder) + "/";
    files.keySet().removeIf(path -> path.startsWith(prefix));
    Trees.delete(held.resolve(data.relativize(folder)));
  }

  /** Keeps a file as it is now. */
  private void hold(Path file, boolean grows) throws IOException {
    Path relative = data.relativize(file);
    Path link = held.resolve(relative);
    Files.createDirectories(link.resolveSibling(""));
    if (grows) {
      Files.copy(file, link);
    } else {
      link(file, link);
    }
    files.put(relative.toString().replace('\\', '/'), link);
  }

  private static void link(Path file, Path link) throws IOException {
    try {
      Files.createLink(link, file);
    } catch (FileAlreadyExistsException _) {
      // held before
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException _) {
      Files.copy(file, link);
    }
  }

  private Summary copy(Path target, String created, LongConsumer progress) throws IOException {
    var entries = new ArrayList<Manifest.Entry>();
    long bytes = 0;
    for (var file : files.entrySet()) {
      Path copy = target.resolve(file.getKey());
      Files.createDirectories(copy.resolveSibling(""));
      String sha256;
      try (OutputStream out = Files.newOutputStream(copy)) {
        sha256 = Digests.copy(file.getValue(), out);
      }
      Trees.keepRights(file.getValue(), copy);
      Trees.force(copy);
      entries.add(new Manifest.Entry(file.getKey(), Files.size(copy), sha256));
      bytes += Files.size(copy);
      progress.accept(bytes);
    }
    new Manifest(created, entries).write(target);
    Trees.force(target.resolve(Manifest.FILE));
    return new Summary(entries.size(), bytes);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static boolean isWanted(Path path) {
    String name = name(path);
    return !LEFT.contains(name) && !name.endsWith(".new") && !name.endsWith(".lock");
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** What was copied. */
  public record Summary(int files, long bytes) {}
}
