package org.marsad.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.marsad.collector.journal.Disk.DiskFile;
import org.marsad.model.event.Nanos;

/**
 * The segment that is written to, and how the next one begins. One thread. Between two calls all
 * that is in the file is durable, but after an exception other than {@link DiskFullException}.
 */
final class ActiveSegment implements Closeable {
  private static final String UNFINISHED = ".new";

  private final Disk disk;
  private final Path folder;
  private final InstantSource clock;
  private final SegmentTable table;
  private Segment segment;
  private DiskFile file;

  private ActiveSegment(
      Disk disk, Path folder, InstantSource clock, SegmentTable table, Segment segment)
      throws IOException {
    this.disk = disk;
    this.folder = folder;
    this.clock = clock;
    this.table = table;
    this.segment = segment;
    this.file = disk.open(segment.path());
  }

  /** Goes on behind the last segment of a table; begins the first one if there is none. */
  static ActiveSegment open(
      Disk disk, Path folder, InstantSource clock, SegmentTable table, RandomGenerator random)
      throws IOException {
    if (table.count() == 0) {
      long marker = random.nextLong(1, Long.MAX_VALUE);
      var header = new SegmentHeader(0, Nanos.of(clock.instant()), marker);
      table.add(new Segment(create(disk, folder, header), header, 0));
    }
    return new ActiveSegment(disk, folder, clock, table, table.last());
  }

  /** Whether a file is what a crash left of beginning a segment. */
  static boolean isUnfinished(Path path) {
    return String.valueOf(path.getFileName()).endsWith(UNFINISHED);
  }

  Segment segment() {
    return segment;
  }

  /**
   * Writes records at the end and makes them durable. They become visible with {@link
   * Segment#extend}.
   *
   * @throws DiskFullException if there is no room; nothing of it stays
   */
  void write(ByteBuffer records) throws IOException {
    long end = segment.size();
    try {
      file.writeFully(records, end);
    } catch (DiskFullException e) {
      file.truncate(end);
      throw e;
    }
    try {
      file.force();
    } catch (DiskFullException e) {
      throw new IOException("the disk became full during an fsync", e);
    }
  }

  /** Says in the file that all of it is durable, unless its last record does so already. */
  void mark() throws IOException {
    if (!segment.isMarked()) {
      RecordHeader mark = RecordHeader.mark(Math.toIntExact(segment.size()), segment.endId());
      write(mark.encode(segment.header().marker()));
      segment.extend(mark);
    }
  }

  /**
   * Closes this segment and begins the next.
   *
   * @throws DiskFullException if there is no room; this one stays open
   */
  void roll() throws IOException {
    mark();
    var header =
        new SegmentHeader(segment.endId(), Nanos.of(clock.instant()), segment.header().marker());
    var next = new Segment(create(disk, folder, header), header, segment.end());
    DiskFile nextFile = disk.open(next.path());
    file.close();
    file = nextFile;
    segment = next;
    table.add(next);
  }

  /** Makes an empty segment that has its name only when it is durable. */
  static Path create(Disk disk, Path folder, SegmentHeader header) throws IOException {
    Path path = folder.resolve(SegmentHeader.fileName(header.firstId()));
    Path unfinished = folder.resolve(path.getFileName() + UNFINISHED);
    try (DiskFile file = disk.open(unfinished)) {
      file.writeFully(header.encode(), 0);
      file.force();
    } catch (DiskFullException e) {
      disk.delete(unfinished);
      throw e;
    }
    disk.rename(unfinished, path);
    disk.forceFolder(folder);
    return path;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
