package org.marsad.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.Disk.DiskFile;
import org.marsad.model.event.Nanos;

/**
 * The segment that is written to, and how the next one begins. One thread. Between two calls all
 * that is in the file is durable, but after an exception other than {@link DiskFullException}.
 *
 * <p>A file that is written in blocks ends with zeros up to the end of a block; the block in which
 * the records end is written again with the next ones. Where little comes at a time, room for what
 * will come is made with zeros before it is needed: a file that neither grows nor is given other
 * blocks has nothing but the bytes to make durable. The room is taken away again when the segment
 * is closed in order.
 */
final class ActiveSegment implements Closeable {
  /** More zeros than these are never behind the records. */
  static final int MAX_ROOM = 1 << 20;

  private static final String UNFINISHED = ".new";

  /** A group that is larger than this part of the room makes its own. */
  private static final int LARGE = 4;

  private final Disk disk;
  private final Path folder;
  private final InstantSource clock;
  private final SegmentTable table;
  private final int room;
  private final byte[] lead = new byte[Disk.MAX_BLOCK];
  private final ByteBuffer single = aligned(2 * Disk.MAX_BLOCK);
  private @Nullable ByteBuffer zeros;
  private Segment segment;
  private DiskFile file;

  /** Where the blocks end that the file has. */
  private long fileEnd;

  private ActiveSegment(
      Disk disk,
      Path folder,
      InstantSource clock,
      SegmentTable table,
      long segmentSize,
      Segment segment)
      throws IOException {
    this.disk = disk;
    this.folder = folder;
    this.clock = clock;
    this.table = table;
    this.room = (int) Math.min(MAX_ROOM - Disk.MAX_BLOCK, segmentSize / 2);
    this.segment = segment;
    this.file = begin(segment);
  }

  /** Goes on behind the last segment of a table; begins the first one if there is none. */
  static ActiveSegment open(
      Disk disk,
      Path folder,
      InstantSource clock,
      SegmentTable table,
      long segmentSize,
      RandomGenerator random)
      throws IOException {
    if (table.count() == 0) {
      long marker = random.nextLong(1, Long.MAX_VALUE);
      var header = new SegmentHeader(0, Nanos.of(clock.instant()), marker);
      table.add(new Segment(create(disk, folder, header), header, 0));
    }
    return new ActiveSegment(disk, folder, clock, table, segmentSize, table.last());
  }

  /** Whether a file is what a crash left of beginning a segment. */
  static boolean isUnfinished(Path path) {
    return String.valueOf(path.getFileName()).endsWith(UNFINISHED);
  }

  Segment segment() {
    return segment;
  }

  /** What the file holds of the block in which the next records begin; records stand behind it. */
  ByteBuffer lead() {
    return ByteBuffer.wrap(lead, 0, leadLength());
  }

  /**
   * Writes records at the end and makes them durable. They become visible with {@link
   * Segment#extend}.
   *
   * @param records the {@link #lead} and the records behind it; in memory that begins where a block
   *     may, with room for the rest of the last one
   * @return by how much the file has grown
   * @throws DiskFullException if there is no room; nothing of it stays
   */
  long write(ByteBuffer records) throws IOException {
    int block = file.block();
    long end = segment.size();
    int size = records.limit();
    long before = fileEnd;
    long begin = end - leadLength();
    fill(records, up(size, block));
    try {
      makeRoom(begin, records.limit());
      file.writeFully(records, begin);
    } catch (DiskFullException e) {
      file.truncate(end);
      fileEnd = up(end, block);
      throw e;
    }
    try {
      file.force();
    } catch (DiskFullException e) {
      throw new IOException("the disk became full during an fsync", e);
    }
    int rest = size % block;
    records.get(size - rest, lead, 0, rest);
    return fileEnd - before;
  }

  private int leadLength() {
    return (int) (segment.size() % file.block());
  }

  /** Has zeros up to the end of a block behind the bytes. */
  private static void fill(ByteBuffer bytes, int to) {
    int from = bytes.limit();
    bytes.limit(to);
    for (int at = from; at < to; at++) {
      bytes.put(at, (byte) 0);
    }
  }

  /** Has the file hold so many bytes from a position on, and more where they are few. */
  private void makeRoom(long begin, int bytes) throws IOException {
    long end = begin + bytes;
    if (end <= fileEnd) {
      return;
    }
    boolean large = bytes > room / LARGE;
    if (file.block() > 1 && !large) {
      fileEnd += writeZeros();
    }
    fileEnd = Math.max(fileEnd, end);
  }

  /** Makes room behind the file; how much, which is nothing where the disk is nearly full. */
  private int writeZeros() throws IOException {
    ByteBuffer some = zeros();
    try {
      file.writeFully(some, fileEnd);
      file.force();
      return some.limit();
    } catch (DiskFullException _) {
      file.truncate(segment.size());
      return 0;
    }
  }

  private ByteBuffer zeros() {
    ByteBuffer some = zeros;
    if (some == null) {
      int block = file.block();
      some = aligned(room + block).limit(Math.max(block, room - room % block));
      zeros = some;
    }
    return some.rewind();
  }

  /** Opens the file of a segment where its records end. */
  private DiskFile begin(Segment next) throws IOException {
    DiskFile opened = disk.openToAppend(next.path());
    int block = opened.block();
    long end = next.size();
    fileEnd = up(end, block);
    opened.readFully(ByteBuffer.wrap(lead, 0, (int) (end % block)), end - end % block);
    return opened;
  }

  private static long up(long bytes, int block) {
    return (bytes + block - 1) / block * block;
  }

  private static int up(int bytes, int block) {
    return Math.toIntExact(up((long) bytes, block));
  }

  /** At least so much memory that begins where any block may. */
  private static ByteBuffer aligned(int capacity) {
    int most = Disk.MAX_BLOCK;
    return ByteBuffer.allocateDirect(capacity + 2 * most).alignedSlice(most);
  }

  /**
   * Says in the file that all of it is durable, unless its last record does so already, and takes
   * away the room behind it.
   */
  void mark() throws IOException {
    if (!segment.isMarked()) {
      RecordHeader mark = RecordHeader.mark(Math.toIntExact(segment.size()), segment.endId());
      single.clear().put(lead()).put(mark.encode(segment.header().marker()));
      write(single.flip());
      segment.extend(mark);
    }
    if (fileEnd > segment.size()) {
      file.truncate(segment.size());
      fileEnd = up(segment.size(), file.block());
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
    DiskFile before = file;
    file = begin(next);
    segment = next;
    before.close();
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
