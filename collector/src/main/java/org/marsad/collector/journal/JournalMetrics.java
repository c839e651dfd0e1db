package org.marsad.collector.journal;

import java.util.concurrent.atomic.LongAdder;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.metrics.Metrics.Counter;

/** What the journal counts. */
final class JournalMetrics {
  private final Metrics metrics;

  final Counter batches;
  final Counter events;
  final Counter bytes;
  final Counter written;
  final Counter fsyncs;
  final LongAdder syncNanos = new LongAdder();
  final Counter refusedReserve;
  final Counter refusedFull;
  final Counter refusedFailed;
  final Counter refusedClosed;
  final Counter forgotten;
  final Counter readersAwaited;

  JournalMetrics(Metrics metrics) {
    this.metrics = metrics;
    batches = metrics.counter("marsad_journal_batches", "Batches made durable, ticks among them.");
    events = metrics.counter("marsad_journal_events", "Events made durable.");
    bytes = metrics.counter("marsad_journal_bytes", "Bytes of frames made durable.");
    written = metrics.counter("marsad_journal_written_bytes", "Bytes written to segment files.");
    fsyncs = metrics.counter("marsad_journal_fsyncs", "Groups of appends made durable.");
    metrics.gauge(
        "marsad_journal_fsync_seconds",
        "Time spent with writing groups and making them durable.",
        () -> syncNanos.sum() / 1e9);
    refusedReserve = refused("reserve");
    refusedFull = refused("disk_full");
    refusedFailed = refused("failed");
    refusedClosed = refused("closed");
    forgotten =
        metrics.counter("marsad_journal_forgotten_bytes", "Bytes of segments that were deleted.");
    readersAwaited =
        metrics.counter(
            "marsad_journal_readers_awaited",
            "Times a group was held up for a reader that was about to need the disk.");
  }

  /** What is known once the log is open. */
  void opened(SegmentTable table, TailRing tail, AppendQueue queue, Recovery recovery) {
    metrics
        .counter("marsad_journal_cut_bytes", "Bytes of a torn tail cut off at the start.")
        .add(recovery.cuts().stream().mapToLong(Recovery.Cut::bytes).sum());
    long lost = recovery.gaps().stream().mapToLong(Recovery.Gap::events).sum();
    metrics.gauge("marsad_journal_lost_events", "Events lost in gaps found at start.", () -> lost);
    metrics.gauge("marsad_journal_queue_bytes", "Bytes that wait to be written.", queue::bytes);
    metrics.gauge("marsad_journal_segments", "Segment files.", table::count);
    metrics.gauge("marsad_journal_size_bytes", "Bytes of all segment files.", table::bytes);
    metrics.gauge("marsad_journal_start", "First event that can be read.", table::startId);
    metrics.gauge("marsad_journal_end", "Id the next durable event will have.", tail::endId);
  }

  private Counter refused(String reason) {
    return metrics.counter(
        "marsad_journal_refused_batches", "Batches that were not taken.", "reason", reason);
  }
}
