package org.marsad.collector.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.marsad.collector.journal.RecordHeader.Kind;

/**
 * What is known of one segment file as far as it is durable. The positions {@link #begin} and
 * {@link #end} count the bytes of the whole log since it was opened, so that places in different
 * segments can be compared. A sparse index of record positions grows while somebody walks over the
 * records. Thread-safe.
 */
final class Segment {
  private static final long INDEX_EVERY = 1 << 20;

  private final Path path;
  private final SegmentHeader header;
  private final long begin;
  private final List<Mark> index = new ArrayList<>();
  private long size = SegmentHeader.SIZE;
  private long startId;
  private long endId;
  private boolean marked = true;

  /** An empty one, whose header is at a position of the log. */
  Segment(Path path, SegmentHeader header, long begin) {
    this.path = path;
    this.header = header;
    this.begin = begin;
    this.startId = header.firstId();
    this.endId = header.firstId();
  }

  Path path() {
    return path;
  }

  SegmentHeader header() {
    return header;
  }

  long firstId() {
    return header.firstId();
  }

  /** The first id that can be read: the first one but for a gap at the beginning. */
  synchronized long startId() {
    return startId;
  }

  /** One past the last id. */
  synchronized long endId() {
    return endId;
  }

  /** Bytes of the file that are durable. */
  synchronized long size() {
    return size;
  }

  /** Position in the log of its first byte. */
  long begin() {
    return begin;
  }

  /** Position in the log behind its last durable byte. */
  long end() {
    return begin + size();
  }

  /** Whether there is a record with an id, or a gap, in it. */
  synchronized boolean hasEvents() {
    return endId > firstId();
  }

  /** Whether the file itself says of all of it that it is durable. */
  synchronized boolean isMarked() {
    return marked;
  }

  /** A record at the end of the file is durable now. */
  synchronized void extend(RecordHeader record) {
    boolean leadingGap = record.kind() == Kind.GAP && startId == record.firstId();
    extend(record.firstId(), record.endId(), record.size());
    startId = leadingGap ? record.endId() : startId;
    marked = record.kind() == Kind.MARK;
  }

  /** A batch at the end of the file is durable now. */
  synchronized void extend(long recordId, long recordEndId, long bytes) {
    note(recordId, size);
    size += bytes;
    endId = recordEndId;
    marked = false;
  }

  /** All of the file is durable and marked so, though nobody has walked over it yet. */
  synchronized void extendTo(long fileSize, long id) {
    size = fileSize;
    endId = id;
  }

  /** A record with this first id begins at a position of the file. */
  synchronized void note(long recordId, long position) {
    if (index.isEmpty() || position - index.getLast().position >= INDEX_EVERY) {
      index.add(new Mark(recordId, position));
    }
  }

  /** A record from which walking forward meets all that is at or behind an id. */
  synchronized long positionBefore(long id) {
    int low = 0;
    int high = index.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (index.get(middle).id < id) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? SegmentHeader.SIZE : index.get(low - 1).position;
  }

  private record Mark(long id, long position) {}
}
