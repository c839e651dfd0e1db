package org.marsad.collector.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of one segment file. {@code begin} and {@code end} are positions in the whole log:
 * the bytes of all segments before it, and those it holds. The sparse index names every so often
 * the position of a record. Guarded by the lock of {@link SegmentTable}.
 */
final class Segment {
  private static final long INDEX_EVERY = 1 << 20;

  private final Path path;
  private final long firstId;
  private final long begin;
  private final List<Mark> marks = new ArrayList<>();
  private long endId;
  private long size;

  Segment(Path path, long firstId, long begin) {
    this.path = path;
    this.firstId = firstId;
    this.begin = begin;
    this.endId = firstId;
    this.size = SegmentHeader.SIZE;
  }

  Path path() {
    return path;
  }

  long firstId() {
    return firstId;
  }

  /** One past the last id in it. */
  long endId() {
    return endId;
  }

  /** Bytes of the file that hold records, the header included. */
  long size() {
    return size;
  }

  /** Position in the log of its header. */
  long begin() {
    return begin;
  }

  /** Position in the log behind its last record. */
  long end() {
    return begin + size;
  }

  /** A record of this length, beginning at the end, is in it now. */
  void add(long recordFirstId, long recordEndId, long length) {
    if (marks.isEmpty() || size - marks.getLast().offset >= INDEX_EVERY) {
      marks.add(new Mark(recordFirstId, size));
    }
    endId = recordEndId;
    size += length;
  }

  /** A position in the file from which walking forward meets the record with this id. */
  long offsetBefore(long id) {
    int low = 0;
    int high = marks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (marks.get(middle).id < id) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? SegmentHeader.SIZE : marks.get(low - 1).offset;
  }

  private record Mark(long id, long offset) {}
}
