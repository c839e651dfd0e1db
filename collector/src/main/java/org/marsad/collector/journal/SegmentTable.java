package org.marsad.collector.journal;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The segments of the log in order. Thread-safe. */
final class SegmentTable {
  private final TreeMap<Long, Segment> byBegin = new TreeMap<>();

  synchronized void add(Segment segment) {
    byBegin.put(segment.begin(), segment);
  }

  synchronized void extend(Segment segment, long firstId, long endId, long length) {
    segment.add(firstId, endId, length);
  }

  synchronized long sizeOf(Segment segment) {
    return segment.size();
  }

  synchronized int count() {
    return byBegin.size();
  }

  synchronized long bytes() {
    return byBegin.isEmpty() ? 0 : byBegin.lastEntry().getValue().end() - byBegin.firstKey();
  }

  /** The segment that is written to, or null if there is none yet. */
  synchronized @Nullable Segment last() {
    return byBegin.isEmpty() ? null : byBegin.lastEntry().getValue();
  }

  /** The id of the first event that is still there. */
  synchronized long firstId() {
    return byBegin.firstEntry().getValue().firstId();
  }

  /** A place in the log from which walking forward meets the record with this id. */
  synchronized Place before(long id) {
    Segment found = byBegin.firstEntry().getValue();
    for (Segment segment : byBegin.values()) {
      if (segment.firstId() > id || segment.firstId() == id && found.endId() >= id) {
        break;
      }
      found = segment;
    }
    return new Place(found, found.offsetBefore(id));
  }

  /** The place of a position of the log; at the end of a segment it is the start of the next. */
  synchronized @Nullable Place at(long position) {
    Map.Entry<Long, Segment> entry = byBegin.floorEntry(position);
    if (entry == null) {
      return null;
    }
    Segment segment = entry.getValue();
    long offset = Math.max(position - segment.begin(), SegmentHeader.SIZE);
    if (position >= segment.end()) {
      Map.Entry<Long, Segment> next = byBegin.higherEntry(entry.getKey());
      return next == null
          ? new Place(segment, offset)
          : new Place(next.getValue(), SegmentHeader.SIZE);
    }
    return new Place(segment, offset);
  }

  /** Takes out the first segment if all its events lie before {@code id} and it is not the last. */
  synchronized @Nullable Segment removeFirstBefore(long id, long keepBytes) {
    if (byBegin.size() < 2) {
      return null;
    }
    Segment first = byBegin.firstEntry().getValue();
    if (first.endId() > id || bytes() - first.size() < keepBytes) {
      return null;
    }
    byBegin.pollFirstEntry();
    return first;
  }

  /**
   * A place in the log.
   *
   * @param offset in the file of the segment
   */
  record Place(Segment segment, long offset) {
    long position() {
      return segment.begin() + offset;
    }
  }
}
