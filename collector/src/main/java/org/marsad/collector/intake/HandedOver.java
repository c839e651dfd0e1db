package org.marsad.collector.intake;

import java.util.HashMap;
import java.util.Map;
import org.marsad.model.intake.SourceReport;

/**
 * The columns of a source's books that the pipeline writes. They have a lock of their own, so that
 * the pipeline does not wait for those who take in and make durable. Thread-safe.
 */
final class HandedOver {
  private final Map<String, long[]> formats = new HashMap<>(2);
  private long indexed;
  private long quarantined;
  private long lag;

  synchronized void stored(String format, long frames, long lagNanos) {
    indexed += frames;
    count(format, frames);
    lag = lagNanos;
  }

  synchronized void quarantined(long frames, long lagNanos) {
    quarantined += frames;
    lag = lagNanos;
  }

  /** Takes the sums of a page that is closed over. */
  synchronized void inherit(SourceReport last) {
    indexed += last.indexed();
    quarantined += last.quarantined();
    last.formats().forEach(this::count);
  }

  private void count(String format, long frames) {
    long[] sum = formats.get(format);
    if (sum == null) {
      sum = new long[1];
      formats.put(format, sum);
    }
    sum[0] += frames;
  }

  /** Frames handed over so far. */
  synchronized long frames() {
    return indexed + quarantined;
  }

  synchronized Snapshot snapshot() {
    var sums = new HashMap<String, Long>();
    formats.forEach((format, sum) -> sums.put(format, sum[0]));
    return new Snapshot(indexed, quarantined, sums, lag);
  }

  /**
   * All columns at one moment.
   *
   * @param lag of the last frame, in nanoseconds
   */
  record Snapshot(long indexed, long quarantined, Map<String, Long> formats, long lag) {
    Snapshot {
      formats = Map.copyOf(formats);
    }

    long frames() {
      return indexed + quarantined;
    }
  }
}
