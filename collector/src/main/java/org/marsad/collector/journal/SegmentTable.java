package org.marsad.collector.journal;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The segments of the log by their first ids; never empty once the log is open. Thread-safe. */
final class SegmentTable {
  private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();

  void add(Segment segment) {
    segments.put(segment.firstId(), segment);
  }

  void remove(Segment segment) {
    segments.remove(segment.firstId());
  }

  int count() {
    return segments.size();
  }

  Segment first() {
    return segments.firstEntry().getValue();
  }

  Segment last() {
    return segments.lastEntry().getValue();
  }

  /** Bytes of all files. */
  long bytes() {
    long sum = 0;
    for (Segment segment : segments.values()) {
      sum += segment.size();
    }
    return sum;
  }

  /** The first id that can be read, or else the id of the next event. */
  long startId() {
    // Before the walk: an event that comes meanwhile is not behind what none is in front of.
    long next = last().endId();
    for (Segment segment : segments.values()) {
      if (segment.startId() < segment.endId()) {
        return segment.startId();
      }
    }
    return next;
  }

  /**
   * The segment in which one walks to meet the batch that holds an id and the ticks in front of it,
   * which at the edge of two segments are in the first of them.
   */
  Segment before(long id) {
    Map.Entry<Long, Segment> found = segments.lowerEntry(id);
    return found == null ? first() : found.getValue();
  }

  /** The segment that follows another, or null. */
  @Nullable Segment after(Segment segment) {
    Map.Entry<Long, Segment> next = segments.higherEntry(segment.firstId());
    return next == null ? null : next.getValue();
  }

  /** The segment that holds a position of the log; null if it is forgotten. */
  @Nullable Segment at(long position) {
    Segment found = null;
    for (Segment segment : segments.values()) {
      if (segment.begin() > position) {
        break;
      }
      found = segment;
    }
    return found;
  }
}
