package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.marsad.collector.journal.Disk.DiskFile;

/** The segment that is written to, and how the next one begins. Used by the writer thread. */
final class SegmentFiles {
  private final Path folder;
  private final Disk disk;
  private final SegmentTable table;
  private Segment active;
  private DiskFile file;

  private SegmentFiles(Path folder, Disk disk, SegmentTable table, Segment active, DiskFile file) {
    this.folder = folder;
    this.disk = disk;
    this.table = table;
    this.active = active;
    this.file = file;
  }

  /** Goes on with the last segment of the table, or begins the first. */
  static SegmentFiles open(Path folder, Disk disk, SegmentTable table, long nextId)
      throws IOException {
    Segment last = table.last();
    if (last != null) {
      return new SegmentFiles(folder, disk, table, last, disk.open(last.path()));
    }
    var first = new Segment(folder.resolve(SegmentHeader.fileName(nextId)), nextId, 0);
    DiskFile file = create(disk, folder, first);
    table.add(first);
    return new SegmentFiles(folder, disk, table, first, file);
  }

  Segment active() {
    return active;
  }

  DiskFile file() {
    return file;
  }

  /** A record behind the last one of the active segment was written. */
  void extend(long firstId, long endId, long length) {
    table.extend(active, firstId, endId, length);
  }

  /** Bytes that can still be written. */
  long usable() throws IOException {
    return disk.usable(folder);
  }

  /**
   * Begins the next segment. The file before stays open: it may have bytes that are not durable
   * yet, and whoever makes them so closes it.
   */
  void roll(long nextId) throws IOException {
    var next = new Segment(folder.resolve(SegmentHeader.fileName(nextId)), nextId, active.end());
    file = create(disk, folder, next);
    active = next;
    table.add(next);
  }

  private static DiskFile create(Disk disk, Path folder, Segment segment) throws IOException {
    DiskFile file = disk.open(segment.path());
    try {
      ByteBuffer header = SegmentHeader.write(segment.firstId());
      file.write(header, 0);
      file.force();
      disk.forceFolder(folder);
      return file;
    } catch (IOException e) {
      file.close();
      disk.delete(segment.path());
      throw e;
    }
  }
}
