package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.Disk.DiskFile;

/**
 * Makes a damaged journal startable. Ranges that cannot be read are copied to {@code .damaged}
 * files beside the segment and replaced by a mark that says how many events are gone; all other
 * events keep their ids. The journal must not be in use.
 */
public final class JournalRepair {
  private static final int COPY = 1 << 20;

  private final Path folder;
  private final Disk disk;
  private final List<String> lines = new ArrayList<>();
  private long nextId = -1;

  private JournalRepair(Path folder, Disk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  /**
   * Repairs what needs it.
   *
   * @return what was done, one sentence a line; says so if nothing was needed
   */
  public static List<String> repair(Path folder) throws IOException {
    return repair(folder, new LocalDisk());
  }

  static List<String> repair(Path folder, Disk disk) throws IOException {
    try (FileChannel lock = LocalEventLog.lock(folder)) {
      var repair = new JournalRepair(folder, disk);
      repair.run();
      return lock.isOpen() && repair.lines.isEmpty()
          ? List.of("the journal is not damaged")
          : List.copyOf(repair.lines);
    }
  }

  private void run() throws IOException {
    List<Path> files =
        disk.list(folder).stream().filter(SegmentHeader::isSegment).sorted().toList();
    for (Path file : files) {
      segment(file);
    }
  }

  private void segment(Path path) throws IOException {
    String name = String.valueOf(path.getFileName());
    long firstId = Long.parseLong(name.substring(0, name.indexOf('.')));
    long missing = nextId < 0 ? 0 : firstId - nextId;
    if (missing < 0) {
      throw new IOException(path + " begins before the segment in front of it ends");
    }
    List<Part> parts = parts(path, firstId);
    boolean sound = missing == 0 && parts.size() == 1 && parts.getFirst().records;
    if (!sound) {
      rewrite(path, missing > 0 ? nextId : firstId, missing, parts);
    }
  }

  /** The ranges of a file in turn: readable ones and others. */
  private List<Part> parts(Path path, long firstId) throws IOException {
    var parts = new ArrayList<Part>();
    try (DiskFile file = disk.openToRead(path)) {
      long size = file.size();
      long begin = Math.min(SegmentHeader.SIZE, size);
      long expected = firstId;
      var scanner = new RecordScanner(file, begin, size);
      while (true) {
        long good = begin;
        long startId = expected;
        @Nullable String why = null;
        try {
          while (scanner.next()) {
            if (scanner.head().firstId() != expected) {
              throw new BadRecord("event " + scanner.head().firstId() + " is out of order");
            }
            scanner.verify();
            good = scanner.end();
            expected = scanner.head().endId();
          }
        } catch (BadRecord bad) {
          why = bad.why();
        }
        parts.add(new Part(true, begin, good, startId, expected, ""));
        if (why == null) {
          break;
        }
        scanner = new RecordScanner(file, good, size);
        Long next = scanner.resync(expected);
        long end = next == null ? size : next;
        long resumeId = next == null ? expected : peek(file, next, size);
        parts.add(new Part(false, good, end, expected, resumeId, why));
        if (next == null) {
          break;
        }
        begin = next;
        expected = resumeId;
        scanner = new RecordScanner(file, next, size);
      }
      nextId = expected;
    }
    return parts;
  }

  private static long peek(DiskFile file, long at, long size) throws IOException {
    try {
      var scanner = new RecordScanner(file, at, size);
      scanner.next();
      return scanner.head().firstId();
    } catch (BadRecord bad) {
      throw new IOException(bad.why());
    }
  }

  private void rewrite(Path path, long firstId, long missing, List<Part> parts) throws IOException {
    Path target = path.resolveSibling(SegmentHeader.fileName(firstId));
    Path fresh = path.resolveSibling(SegmentHeader.fileName(firstId) + ".repair");
    disk.delete(fresh);
    try (DiskFile from = disk.openToRead(path);
        DiskFile to = disk.open(fresh)) {
      to.write(SegmentHeader.write(firstId), 0);
      long at = SegmentHeader.SIZE;
      if (missing > 0) {
        at = gap(to, at, firstId, missing);
        lines.add(missing + " events from " + firstId + " on are gone: their segment is missing");
      }
      for (Part part : parts) {
        if (part.records) {
          at = copy(from, part.begin, part.end, to, at);
          continue;
        }
        Path aside = path.resolveSibling(path.getFileName() + "." + part.begin + ".damaged");
        try (DiskFile damaged = disk.open(aside)) {
          copy(from, part.begin, part.end, damaged, 0);
          damaged.force();
        }
        long gone = part.endId - part.firstId;
        if (gone > 0) {
          at = gap(to, at, part.firstId, gone);
        }
        lines.add(
            path
                + ": bytes "
                + part.begin
                + " to "
                + part.end
                + " set aside ("
                + part.why
                + "); "
                + (gone > 0
                    ? gone + " events from " + part.firstId + " on are gone"
                    : "how many events they held is not known, none has an id before "
                        + part.firstId));
      }
      to.force();
    }
    disk.rename(fresh, target);
    if (!target.equals(path)) {
      disk.delete(path);
    }
    disk.forceFolder(folder);
  }

  private static long gap(DiskFile to, long at, long firstId, long count) throws IOException {
    var codec = new RecordCodec();
    codec.encodeGap(firstId, count, 0);
    to.write(codec.encoded(), at);
    return at + codec.length();
  }

  private static long copy(DiskFile from, long begin, long end, DiskFile to, long at)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(COPY);
    long target = at;
    for (long position = begin; position < end; ) {
      buffer.clear().limit((int) Math.min(COPY, end - position));
      int read = from.read(buffer, position);
      if (read < 0) {
        throw new IOException("the file became shorter while it was copied");
      }
      buffer.flip();
      to.write(buffer, target);
      position += read;
      target += read;
    }
    return target;
  }

  /** A range of a file, and the ids it holds or held. */
  private record Part(
      boolean records, long begin, long end, long firstId, long endId, String why) {}
}
