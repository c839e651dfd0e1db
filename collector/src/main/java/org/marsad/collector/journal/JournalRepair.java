package org.marsad.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.marsad.collector.journal.Disk.DiskFile;
import org.marsad.model.event.Nanos;

/**
 * Makes a journal that the start refuses usable again. What cannot be read is copied into a {@code
 * .damaged} file beside its segment and a gap is written over its beginning, which says which ids
 * are lost; all that can be read stays where it is and keeps its id. Nothing is deleted, and a
 * repair that was interrupted can be done again.
 *
 * <p>A torn tail is none of its business: that is cut off at the start.
 */
public final class JournalRepair {
  private static final int STEP = 1 << 20;

  private final Disk disk;
  private final Path folder;
  private final InstantSource clock;
  private final List<Recovery.Gap> gaps = new ArrayList<>();
  private final List<Path> setAside = new ArrayList<>();
  private final List<Path> headers = new ArrayList<>();

  private JournalRepair(Disk disk, Path folder, InstantSource clock) {
    this.disk = disk;
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Repairs the journal of a folder. Does nothing to one that is whole.
   *
   * @throws IOException if the journal is in use, the disk fails, or there is nothing left from
   *     which a segment could be understood
   */
  public static Report repair(Path folder) throws IOException {
    return repair(new LocalDisk(), folder, InstantSource.system());
  }

  static Report repair(Disk disk, Path folder, InstantSource clock) throws IOException {
    try (Closeable _ = LocalEventLog.lock(disk, folder)) {
      var repair = new JournalRepair(disk, folder, clock);
      repair.run(Opening.segments(disk, folder));
      return new Report(repair.gaps, repair.headers, repair.setAside);
    }
  }

  private void run(List<Path> files) throws IOException {
    long marker = files.isEmpty() ? 0 : marker(files);
    for (int i = 0; i < files.size(); i++) {
      Path path = files.get(i);
      try (DiskFile file = disk.open(path)) {
        var segment = new Segment(path, header(path, file, marker), 0);
        if (i == files.size() - 1) {
          last(segment, file);
        } else {
          closed(segment, file, SegmentHeader.firstId(files.get(i + 1)));
        }
      }
    }
  }

  /** A segment that another one follows, which begins with an id. */
  private void closed(Segment segment, DiskFile file, long nextId) throws IOException {
    while (!walk(segment, file, nextId, false)) {
      // and on behind the gap
    }
    if (segment.endId() > nextId) {
      throw new IOException(
          "cannot repair: events from %d on are in %s and in the segment behind it"
              .formatted(nextId, segment.path()));
    }
    if (segment.endId() < nextId) {
      gap(segment, file, segment.size(), nextId);
    }
    if (!segment.isMarked()) {
      append(segment, file, RecordHeader.mark(Math.toIntExact(segment.size()), nextId));
    }
  }

  private void last(Segment segment, DiskFile file) throws IOException {
    while (!walk(segment, file, Long.MAX_VALUE, true)) {
      // and on behind the gap
    }
  }

  /**
   * Goes on to the end of the segment or to the first damage, which it repairs.
   *
   * @return whether there was none
   */
  private boolean walk(Segment segment, DiskFile file, long bound, boolean last)
      throws IOException {
    try (var walk = new SegmentWalk(segment, file)) {
      try {
        walk.toEnd();
        return true;
      } catch (BadRecord _) {
        if (last && !walk.stoppedAtDurable()) {
          return true;
        }
        SegmentWalk.Resume resume = walk.resume(bound);
        boolean toTheEnd = resume.position() == walk.fileSize();
        long nextId = toTheEnd && !last ? bound : resume.id();
        gap(segment, file, resume.position(), nextId);
        return false;
      }
    }
  }

  /** Takes the bytes from where the segment stops making sense up to a position out. */
  private void gap(Segment segment, DiskFile file, long to, long nextId) throws IOException {
    long from = segment.size();
    if (to > from) {
      setAside(segment.path(), file, from, to);
    }
    int length = Math.toIntExact(Math.max(0, to - from - RecordHeader.SIZE));
    long count = nextId - segment.endId();
    gaps.add(new Recovery.Gap(segment.path(), from, segment.endId(), count));
    append(segment, file, RecordHeader.gap(length, Math.toIntExact(from), segment.endId(), count));
  }

  private static void append(Segment segment, DiskFile file, RecordHeader record)
      throws IOException {
    file.writeFully(record.encode(segment.header().marker()), segment.size());
    file.force();
    segment.extend(record);
  }

  private void setAside(Path path, DiskFile file, long from, long to) throws IOException {
    Path aside = unused(path.getFileName() + "." + from + ".damaged");
    ByteBuffer buffer = ByteBuffer.allocate(STEP);
    try (DiskFile copy = disk.open(aside)) {
      for (long at = from; at < to; at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(STEP, to - at));
        file.readFully(buffer, at);
        copy.writeFully(buffer.flip(), at - from);
      }
      copy.force();
    }
    disk.forceFolder(folder);
    setAside.add(aside);
  }

  private Path unused(String name) throws IOException {
    List<Path> taken = disk.list(folder);
    Path path = folder.resolve(name);
    for (int i = 2; taken.contains(path); i++) {
      path = folder.resolve(name + "." + i);
    }
    return path;
  }

  private SegmentHeader header(Path path, DiskFile file, long marker) throws IOException {
    try {
      SegmentHeader header = SegmentHeader.read(file, path);
      if (header.marker() != marker) {
        throw new IOException("cannot repair: " + path + " is a segment of another journal");
      }
      return header;
    } catch (BadRecord _) {
      // written anew
    }
    setAside(path, file, 0, Math.min(SegmentHeader.SIZE, file.size()));
    var header = new SegmentHeader(SegmentHeader.firstId(path), Nanos.of(clock.instant()), marker);
    file.writeFully(header.encode(), 0);
    file.force();
    headers.add(path);
    return header;
  }

  /** The marker of the journal: from a header that can be read, else from what a record may be. */
  private long marker(List<Path> files) throws IOException {
    for (Path path : files) {
      try (DiskFile file = disk.openToRead(path)) {
        return SegmentHeader.read(file, path).marker();
      } catch (BadRecord _) {
        // the next one may be whole
      }
    }
    for (Path path : files) {
      try (DiskFile file = disk.openToRead(path);
          var scanner = new RecordScanner(file, 0)) {
        scanner.limit(file.size());
        long marker = scanner.searchMarker();
        if (marker != 0) {
          return marker;
        }
      }
    }
    throw new IOException("cannot repair: no header and no record can be read in " + folder);
  }

  /**
   * What was done.
   *
   * @param gaps the events that are lost
   * @param headers segments that were given a new header
   * @param setAside files with the bytes that were taken out
   */
  public record Report(List<Recovery.Gap> gaps, List<Path> headers, List<Path> setAside) {
    public Report {
      gaps = List.copyOf(gaps);
      headers = List.copyOf(headers);
      setAside = List.copyOf(setAside);
    }

    /** Whether there was nothing to do. */
    public boolean isWhole() {
      return gaps.isEmpty() && headers.isEmpty();
    }

    @Override
    public String toString() {
      if (isWhole()) {
        return "the journal is whole; nothing was changed";
      }
      var lines = new ArrayList<String>();
      headers.forEach(path -> lines.add("journal segment " + path + ": header written anew"));
      gaps.forEach(gap -> lines.add(gap.toString()));
      setAside.forEach(path -> lines.add("what was there is kept in " + path));
      return String.join("\n", lines);
    }
  }
}
