package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.marsad.collector.journal.Disk.DiskFile;

/**
 * Reads what is in the folder at the start, so that what the log says later is true.
 *
 * <p>A crash can leave of the last group any part in any order, for its fsync had not ended; what
 * lies before it was durable. So the first thing in the last segment that is not the record it
 * should be is the torn tail, and is cut off with all behind it: unless a record behind it says
 * that this place was durable when it was written, since then acknowledged events stand there.
 * Everything else that cannot be read, that is missing, or stands in another segment, is damage and
 * stops the start. Zeros up to the end of the last segment are the room that its writer had made;
 * they are cut off, and there is nothing to tell.
 *
 * <p>What this cannot tell from a torn tail is damage to the last group of a log that was not
 * closed in order, for nothing was written behind it that would speak for it.
 */
final class Opening {
  private final Disk disk;
  private final JournalConfig config;
  private final SegmentTable table = new SegmentTable();
  private final List<Recovery.Cut> cuts = new ArrayList<>();
  private final List<Recovery.Gap> gaps = new ArrayList<>();

  Opening(Disk disk, JournalConfig config) {
    this.disk = disk;
    this.config = config;
  }

  /**
   * Reads all segments.
   *
   * @return their table, empty if there are none
   * @throws CorruptJournalException if something that was durable cannot be read
   */
  SegmentTable run() throws IOException {
    List<Path> files = segments(disk, config.folder());
    // After a kill a name may be there and yet not be durable.
    disk.forceFolder(config.folder());
    long unread = Math.max(0, size(files) - config.verify().bytes());
    for (int i = 0; i < files.size(); i++) {
      unread -= segment(files.get(i), unread > 0, i == files.size() - 1);
    }
    return table;
  }

  /** What was found, after {@link #run()}. */
  Recovery recovery() {
    return new Recovery(cuts, gaps);
  }

  /** The segment files of a folder in order. Takes away what a crash left of beginning one. */
  static List<Path> segments(Disk disk, Path folder) throws IOException {
    var segments = new ArrayList<Path>();
    for (Path path : disk.list(folder)) {
      if (ActiveSegment.isUnfinished(path)) {
        disk.delete(path);
      } else if (SegmentHeader.isSegment(path)) {
        segments.add(path);
      }
    }
    segments.sort(null);
    return segments;
  }

  private long size(List<Path> files) throws IOException {
    long sum = 0;
    for (Path path : files) {
      try (DiskFile file = disk.openToRead(path)) {
        sum += file.size();
      }
    }
    return sum;
  }

  private long segment(Path path, boolean believe, boolean last) throws IOException {
    try (DiskFile file = disk.open(path)) {
      Segment segment = header(path, file);
      try (var walk = new SegmentWalk(segment, file)) {
        if (last) {
          toTail(walk);
        } else {
          toMark(walk, believe);
        }
        gaps.addAll(walk.gaps());
        table.add(segment);
        return walk.fileSize();
      }
    }
  }

  private Segment header(Path path, DiskFile file) throws IOException {
    try {
      SegmentHeader header = SegmentHeader.read(file, path);
      if (table.count() == 0) {
        return new Segment(path, header, 0);
      }
      Segment before = table.last();
      if (header.marker() != before.header().marker()) {
        throw new BadRecord("expected the marker of the segment before it");
      }
      if (header.firstId() != before.endId()) {
        throw new BadRecord(
            "expected a segment that begins with event "
                + before.endId()
                + ", found one that begins with event "
                + header.firstId());
      }
      return new Segment(path, header, before.end());
    } catch (BadRecord bad) {
      throw new CorruptJournalException(path, 0, bad.why());
    }
  }

  private static void toMark(SegmentWalk walk, boolean believe) throws IOException {
    Segment segment = walk.segment();
    try {
      if (believe) {
        walk.believe();
        return;
      }
      walk.toEnd();
      if (!segment.isMarked()) {
        throw new BadRecord("expected the mark that ends a segment");
      }
    } catch (BadRecord bad) {
      throw new CorruptJournalException(segment.path(), segment.size(), bad.why());
    }
  }

  private void toTail(SegmentWalk walk) throws IOException {
    Segment segment = walk.segment();
    try {
      walk.toEnd();
    } catch (BadRecord bad) {
      if (walk.stoppedAtDurable()) {
        throw new CorruptJournalException(segment.path(), segment.size(), bad.why());
      }
      if (!walk.stoppedAtRoom()) {
        long torn = walk.fileSize() - segment.size();
        cuts.add(new Recovery.Cut(segment.path(), segment.size(), torn, bad.why()));
      }
      walk.file().truncate(segment.size());
    }
    // After a kill all may be there and yet not be durable.
    walk.file().force();
  }
}
