package org.marsad.collector.intake;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.marsad.model.event.FrameFlag;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.intake.SourceReport;

/**
 * The books of one source. What is pending is what was received and has not been written off in any
 * other column, so the books balance whenever they are looked at. Thread-safe: written per batch,
 * not per frame.
 */
public final class SourceBook {
  /** Bytes of this source on their way to the disk; kept by {@link Ingest}. */
  final AtomicLong inFlight = new AtomicLong();

  /** Senders that wait until less of this source is on its way; guarded by {@link Ingest}. */
  final Set<Runnable> waiting = new LinkedHashSet<>(0);

  private final String input;
  private final Transport transport;
  private final String peer;
  private final String identity;
  private final InputCounters counters;
  private final Map<String, Long> refused = new HashMap<>();
  private final Map<String, Long> formats = new HashMap<>();
  private long received;
  private long bytes;
  private long indexed;
  private long quarantined;
  private long refusedSum;
  private long truncated;
  private long firstSeen;
  private long lastSeen;

  SourceBook(
      String input, Transport transport, String peer, String identity, InputCounters counters) {
    this.input = input;
    this.transport = transport;
    this.peer = peer;
    this.identity = identity;
    this.counters = counters;
  }

  /** Frames came in. */
  public void received(RawBatch batch) {
    long sum = 0;
    int cut = 0;
    for (int frame = 0; frame < batch.size(); frame++) {
      sum += batch.length(frame);
      cut += batch.flags(frame) & FrameFlag.OVERSIZE;
    }
    counters.received(batch.size(), sum, cut);
    synchronized (this) {
      firstSeen = received == 0 ? batch.received() : firstSeen;
      lastSeen = batch.received();
      received += batch.size();
      bytes += sum;
      truncated += cut;
    }
  }

  /** Frames that came in were not taken, or taken and then lost before they were durable. */
  public void refused(Refusal refusal, long frames) {
    counters.refused(refusal, frames);
    synchronized (this) {
      refused.merge(refusal.reason(), frames, Long::sum);
      refusedSum += frames;
    }
  }

  /** Frames were handed to the store. */
  synchronized void stored(String format, long frames) {
    indexed += frames;
    formats.merge(format, frames, Long::sum);
  }

  /** Frames that no format understood were handed to the store. */
  synchronized void quarantined(long frames) {
    quarantined += frames;
  }

  synchronized SourceReport report() {
    return new SourceReport(
        input,
        transport,
        peer,
        identity,
        received,
        bytes,
        indexed,
        quarantined,
        refused,
        received - indexed - quarantined - refusedSum,
        truncated,
        firstSeen,
        lastSeen,
        formats);
  }
}
