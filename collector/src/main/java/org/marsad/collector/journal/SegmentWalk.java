package org.marsad.collector.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.marsad.collector.journal.Disk.DiskFile;
import org.marsad.collector.journal.RecordHeader.Kind;

/**
 * Goes over the records of one segment file that nobody writes to, checks every byte of them and
 * enters them into its {@link Segment}. What it stops at begins at {@link Segment#size()}. One
 * thread.
 */
final class SegmentWalk implements Closeable {
  private final Segment segment;
  private final DiskFile file;
  private final RecordScanner scanner;
  private final long fileSize;
  private final List<Recovery.Gap> gaps = new ArrayList<>();

  SegmentWalk(Segment segment, DiskFile file) throws IOException {
    this.segment = segment;
    this.file = file;
    this.fileSize = file.size();
    this.scanner = new RecordScanner(file, segment.header().marker());
    scanner.limit(fileSize);
    scanner.moveTo(SegmentHeader.SIZE);
  }

  Segment segment() {
    return segment;
  }

  DiskFile file() {
    return file;
  }

  long fileSize() {
    return fileSize;
  }

  /** The gaps met. */
  List<Recovery.Gap> gaps() {
    return gaps;
  }

  /**
   * Goes on to the end of the file.
   *
   * @throws BadRecord at what is not the next record, and says what was expected instead
   */
  void toEnd() throws IOException, BadRecord {
    scanner.moveTo(segment.size());
    while (scanner.next()) {
      RecordHeader header = scanner.header();
      if (header.firstId() != segment.endId()) {
        throw new BadRecord(
            "expected event " + segment.endId() + ", found event " + header.firstId());
      }
      scanner.verify();
      if (header.kind() == Kind.GAP) {
        gaps.add(
            new Recovery.Gap(segment.path(), scanner.start(), header.firstId(), header.count()));
      }
      segment.extend(header);
    }
  }

  /**
   * Requires the file to end with a mark, and believes it.
   *
   * @throws BadRecord if it does not
   */
  void believe() throws IOException, BadRecord {
    long last = fileSize - RecordHeader.SIZE;
    scanner.moveTo(Math.max(last, SegmentHeader.SIZE));
    if (!scanner.next() || scanner.header().kind() != Kind.MARK) {
      throw new BadRecord("expected the mark that ends a segment at byte " + last);
    }
    segment.extendTo(fileSize, scanner.header().firstId());
  }

  /**
   * Whether what it stopped at is the room that a killed writer had made for what would come: zeros
   * up to the end of the file, and no more of them than a writer makes.
   */
  boolean stoppedAtRoom() throws IOException {
    return fileSize - segment.size() <= ActiveSegment.MAX_ROOM && scanner.isZero(segment.size());
  }

  /**
   * Whether what it stopped at had been durable: whether a later record says so. A record from
   * before this segment, which may stand in blocks that the file system gave it, does not count.
   */
  boolean stoppedAtDurable() throws IOException {
    long stop = segment.size();
    for (long from = stop + 1; scanner.search(from); from = scanner.start() + 1) {
      RecordHeader header = scanner.header();
      if (header.firstId() >= segment.endId() && header.durable() > stop) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looks behind what it stopped at for the next record that can be read.
   *
   * @param bound no id of the segment is larger
   */
  Resume resume(long bound) throws IOException {
    long stop = segment.size();
    long known = segment.endId();
    for (long from = stop + 1; scanner.search(from); from = scanner.start() + 1) {
      RecordHeader header = scanner.header();
      if (header.firstId() < segment.endId() || header.endId() > bound) {
        continue;
      }
      if (scanner.start() - stop >= RecordHeader.SIZE && isWhole()) {
        return new Resume(scanner.start(), header.firstId());
      }
      known = Math.max(known, header.endId());
    }
    return new Resume(fileSize, known);
  }

  private boolean isWhole() throws IOException {
    try {
      scanner.verify();
      return scanner.end() <= fileSize;
    } catch (BadRecord _) {
      return false;
    }
  }

  @Override
  public void close() {
    scanner.close();
  }

  /**
   * Where reading can go on.
   *
   * @param position of a record, or the end of the file
   * @param id of its first event, or one past the last id there is a trace of
   */
  record Resume(long position, long id) {}
}
