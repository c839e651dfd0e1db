package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.marsad.collector.journal.Disk.DiskFile;

/** The files of a journal, seen from outside: its process may be writing to the last of them. */
public final class JournalFiles {
  private JournalFiles() {}

  /** The segments of a folder in order; all but the last will never change. */
  public static List<Path> segments(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(SegmentHeader::isSegment).sorted().toList();
    }
  }

  /**
   * Reads a whole segment and compares its checksums.
   *
   * @param last whether none follows, so that its end may be one that a start would cut off
   * @return what is wrong with it and where, or nothing
   */
  public static Optional<String> damage(Path path, boolean last) throws IOException {
    try (DiskFile file = new LocalDisk().openToRead(path)) {
      var segment = new Segment(path, SegmentHeader.read(file, path), 0);
      return damage(segment, file, last);
    } catch (BadRecord bad) {
      return Optional.of("at byte 0: " + bad.why());
    }
  }

  private static Optional<String> damage(Segment segment, DiskFile file, boolean last)
      throws IOException {
    try (var walk = new SegmentWalk(segment, file)) {
      try {
        walk.toEnd();
        return last || segment.isMarked()
            ? Optional.empty()
            : Optional.of("at byte " + segment.size() + ": it does not end with its mark");
      } catch (BadRecord bad) {
        return last && !walk.stoppedAtDurable()
            ? Optional.empty()
            : Optional.of("at byte " + segment.size() + ": " + bad.why());
      }
    }
  }
}
