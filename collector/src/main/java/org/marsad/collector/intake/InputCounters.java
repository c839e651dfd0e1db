package org.marsad.collector.intake;

import java.util.EnumMap;
import java.util.Map;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.metrics.Metrics.Counter;

/** What all sources of an input add up to, as metrics. Thread-safe. */
final class InputCounters {
  private final Counter frames;
  private final Counter bytes;
  private final Counter truncated;
  private final Counter torn;
  private final Counter indexed;
  private final Counter quarantined;
  private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

  InputCounters(Metrics metrics, String input) {
    frames = metrics.counter("marsad_collector_frames", "Frames received.", "input", input);
    bytes = metrics.counter("marsad_collector_bytes", "Bytes of frames.", "input", input);
    truncated =
        metrics.counter(
            "marsad_collector_truncated_frames", "Frames cut at the limit.", "input", input);
    torn =
        metrics.counter(
            "marsad_collector_torn_frames",
            "Frames whose end had not come when their connection ended, kept as far as they came.",
            "input",
            input);
    indexed =
        metrics.counter(
            "marsad_collector_indexed_frames", "Frames understood and stored.", "input", input);
    quarantined =
        metrics.counter(
            "marsad_collector_quarantined_frames",
            "Frames not understood and stored.",
            "input",
            input);
    for (Refusal refusal : Refusal.values()) {
      refused.put(
          refusal,
          metrics.counter(
              "marsad_collector_refused_frames",
              "Frames that were not taken.",
              "input",
              input,
              "reason",
              refusal.reason()));
    }
  }

  void received(long count, long length, long cut, long ended) {
    frames.add(count);
    bytes.add(length);
    truncated.add(cut);
    torn.add(ended);
  }

  void indexed(long count) {
    indexed.add(count);
  }

  void quarantined(long count) {
    quarantined.add(count);
  }

  void refused(Refusal refusal, long count) {
    Counter counter = refused.get(refusal);
    if (counter != null) {
      counter.add(count);
    }
  }
}
