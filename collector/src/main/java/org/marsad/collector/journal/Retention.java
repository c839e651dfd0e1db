package org.marsad.collector.journal;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.event.Nanos;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes whole segments that no consumer needs any more, oldest first, one durably gone before the
 * next, so that a crash leaves no hole; the last one stays. Until every consumer has committed once
 * since the log was opened, nothing is deleted. Thread-safe; works on the thread that commits.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final long NOTHING_YET = -1;

  private final JournalConfig config;
  private final Disk disk;
  private final SegmentTable table;
  private final InstantSource clock;
  private final JournalMetrics metrics;
  private final Map<String, Long> committed = new HashMap<>();

  Retention(
      JournalConfig config,
      Disk disk,
      SegmentTable table,
      List<String> consumers,
      InstantSource clock,
      JournalMetrics metrics) {
    this.config = config;
    this.disk = disk;
    this.table = table;
    this.clock = clock;
    this.metrics = metrics;
    consumers.forEach(name -> committed.put(name, NOTHING_YET));
  }

  /** As {@link org.marsad.model.store.EventLog#commit}. */
  synchronized void commit(String consumer, long id) {
    Long before = committed.get(consumer);
    if (before == null) {
      throw new IllegalArgumentException(
          "unknown consumer \""
              + consumer
              + "\"; the journal was opened for "
              + committed.keySet());
    }
    committed.put(consumer, Math.max(before, id));
    long slowest = Long.MAX_VALUE;
    for (long each : committed.values()) {
      slowest = Math.min(slowest, each);
    }
    while (mayForget(table.first(), slowest) && forget(table.first())) {
      // and the next one
    }
  }

  private boolean mayForget(Segment segment, long slowest) {
    Segment next = table.after(segment);
    return next != null
        && segment.endId() <= slowest
        && table.bytes() - segment.size() >= config.keep().bytes()
        && isOlderThanKept(next.header().created());
  }

  private boolean isOlderThanKept(long closed) {
    long age = Nanos.of(clock.instant()) - closed;
    return config.keepFor().isZero() || age >= Nanos.of(config.keepFor());
  }

  private boolean forget(Segment segment) {
    table.remove(segment);
    try {
      disk.delete(segment.path());
      disk.forceFolder(config.folder());
      metrics.forgotten.add(segment.size());
      return true;
    } catch (IOException e) {
      LOG.warn("cannot delete journal segment {}: {}", segment.path(), e.toString());
      table.add(segment);
      return false;
    }
  }
}
