package org.marsad.index.shard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;

/** The files of an index on disk, seen from outside: somebody else may be writing to it. */
public final class IndexFiles {
  private IndexFiles() {}

  /**
   * The names of the files that the last commit of a folder is made of; none if there is no commit.
   * A writer may take some of them away at any time, when it has made another commit.
   */
  public static List<String> committed(Path folder) throws IOException {
    try (Directory directory = FSDirectory.open(folder, NoLockFactory.INSTANCE)) {
      return SegmentInfos.readLatestCommit(directory).files(true).stream().sorted().toList();
    } catch (IndexNotFoundException _) {
      return List.of();
    }
  }

  /** Whether a folder holds an index. */
  public static boolean isIndex(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Directory directory = FSDirectory.open(folder, NoLockFactory.INSTANCE)) {
      return DirectoryReader.indexExists(directory);
    }
  }

  /**
   * Reads all of the last commit and compares its checksums.
   *
   * @return what is wrong with it, or nothing
   */
  public static Optional<String> damage(Path folder) throws IOException {
    var told = new ByteArrayOutputStream();
    try (Directory directory = FSDirectory.open(folder, NoLockFactory.INSTANCE);
        var check = new CheckIndex(directory, NoLockFactory.INSTANCE.obtainLock(directory, "x"))) {
      check.setInfoStream(new PrintStream(told, true, StandardCharsets.UTF_8));
      check.setLevel(CheckIndex.Level.MIN_LEVEL_FOR_INTEGRITY_CHECKS);
      check.setThreadCount(1);
      CheckIndex.Status status = check.checkIndex();
      return status.clean
          ? Optional.empty()
          : Optional.of(reason(told.toString(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The first line that tells of something wrong. */
  private static String reason(String told) {
    return told.lines()
        .map(String::strip)
        .filter(line -> line.contains("FAILED") || line.contains("Exception"))
        .findFirst()
        .orElse("the check failed");
  }
}
