package org.marsad.collector.journal;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.RawBatch;

/**
 * The newest durable batches, up to a number of bytes, for readers that keep up: the one hand-off
 * of the way of an event. Who falls behind reads from disk. Thread-safe.
 */
final class TailRing {
  private final long maxBytes;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private long bytes;
  private long end;
  private long endId;
  private boolean closed;

  /** The log is durable up to this position and id. */
  TailRing(long maxBytes, long end, long endId) {
    this.maxBytes = maxBytes;
    this.end = end;
    this.endId = endId;
  }

  /** Position in the log behind the last durable record. */
  synchronized long end() {
    return end;
  }

  /** The id the next durable event will have. */
  synchronized long endId() {
    return endId;
  }

  /** These records are durable now, and no more room is kept for older ones than fits. */
  synchronized void add(long begin, long recordEnd, RawBatch batch) {
    entries.put(begin, new Entry(begin, recordEnd, batch));
    bytes += batch.length();
    while (bytes > maxBytes && !entries.isEmpty()) {
      bytes -= entries.pollFirstEntry().getValue().batch.length();
    }
    end = recordEnd;
    endId = batch.firstId() + batch.size();
  }

  /** The log is durable up to here, without a batch to hand over, as when a segment begins. */
  synchronized void skip(long position) {
    end = position;
  }

  synchronized void wake() {
    notifyAll();
  }

  /** Waits until the log is durable beyond a position, or closed, or for so many milliseconds. */
  synchronized boolean await(long position, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (end <= position && !closed) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return end > position;
  }

  /**
   * The batch that begins at or, where only a file header lies between, right behind a position.
   */
  synchronized @Nullable Entry find(long position) {
    // The shortest record is longer than a header, so nothing can lie between the two.
    if (entries.isEmpty() || entries.firstKey() > position + SegmentHeader.SIZE) {
      return null;
    }
    Map.Entry<Long, Entry> entry = entries.ceilingEntry(position);
    return entry == null ? null : entry.getValue();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** A batch and where its record lies in the log. */
  record Entry(long begin, long end, RawBatch batch) {}
}
