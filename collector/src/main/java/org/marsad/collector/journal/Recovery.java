package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.Disk.DiskFile;

/**
 * Reads every segment at the start, so that what the log says later is true.
 *
 * <p>What cannot be read at the very end of the last segment is what a crash leaves of records that
 * were written but not yet durable, in whole or in part, in any order. Nobody was told that they
 * were taken; they are cut off, and it is said. The proof is in the records that may still lie
 * behind: as long as none of them was written when the unreadable one was durable already, it was
 * not. Anything else that cannot be read is damage.
 */
final class Recovery {
  private final Disk disk;
  private final SegmentTable table;
  private long nextId;
  private long position;
  private @Nullable Cut cut;

  Recovery(Disk disk, SegmentTable table) {
    this.disk = disk;
    this.table = table;
  }

  /**
   * Fills the table from the files, which are in order.
   *
   * @throws CorruptJournalException if acknowledged events cannot be read
   */
  void run(List<Path> files) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      segment(files.get(i), i == 0, i == files.size() - 1);
    }
  }

  /** The id of the next event. */
  long nextId() {
    return nextId;
  }

  /** What was cut off, or null. */
  @Nullable Cut cut() {
    return cut;
  }

  private void segment(Path path, boolean first, boolean last) throws IOException {
    try (DiskFile file = disk.open(path)) {
      long fileSize = file.size();
      Long firstId = header(file, path, fileSize, first, last);
      if (firstId == null) {
        return;
      }
      if (!first && firstId != nextId) {
        throw new CorruptJournalException(
            path, 16, "it begins with event " + firstId + " where " + nextId + " was expected");
      }
      nextId = firstId;
      var segment = new Segment(path, firstId, position);
      records(file, segment, fileSize, last);
      table.add(segment);
      position = segment.end();
    }
  }

  /** The first id; null if the last file was not durable yet and was taken away. */
  private @Nullable Long header(
      DiskFile file, Path path, long fileSize, boolean first, boolean last) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(SegmentHeader.SIZE);
    while (header.hasRemaining() && file.read(header, header.position()) >= 0) {
      // reads on
    }
    header.flip();
    try {
      long firstId = SegmentHeader.read(header);
      if (!SegmentHeader.fileName(firstId).equals(String.valueOf(path.getFileName()))) {
        throw new BadRecord("its header says that it begins with event " + firstId);
      }
      return firstId;
    } catch (BadRecord bad) {
      boolean empty = fileSize <= SegmentHeader.SIZE;
      if (!last || first || !empty) {
        throw new CorruptJournalException(path, 0, bad.why());
      }
      cut = new Cut(path, 0, fileSize, bad.why());
      disk.delete(path);
      return null;
    }
  }

  private void records(DiskFile file, Segment segment, long fileSize, boolean last)
      throws IOException {
    var scanner = new RecordScanner(file, SegmentHeader.SIZE, fileSize);
    try {
      while (scanner.next()) {
        if (scanner.head().firstId() != nextId) {
          throw new BadRecord(
              "event " + scanner.head().firstId() + " where " + nextId + " was expected");
        }
        scanner.verify();
        segment.add(nextId, scanner.head().endId(), scanner.end() - scanner.start());
        nextId = scanner.head().endId();
      }
    } catch (BadRecord bad) {
      long at = segment.size();
      if (!last || provesDurable(file, at, fileSize)) {
        throw new CorruptJournalException(segment.path(), at, bad.why());
      }
      cut = new Cut(segment.path(), at, fileSize - at, bad.why());
      file.truncate(at);
      file.force();
    }
  }

  /** Whether a record behind the damage was written when the damaged one was durable. */
  private boolean provesDurable(DiskFile file, long at, long fileSize) throws IOException {
    var scanner = new RecordScanner(file, at, fileSize);
    while (scanner.resync(nextId) != null) {
      try {
        while (scanner.next()) {
          if (scanner.head().durableId() > nextId) {
            return true;
          }
        }
      } catch (BadRecord _) {
        // looks behind this one too
      }
    }
    return false;
  }

  /**
   * What was cut off the end.
   *
   * @param position where in the file
   * @param bytes how much
   */
  record Cut(Path file, long position, long bytes, String why) {}
}
