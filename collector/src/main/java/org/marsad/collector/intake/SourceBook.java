package org.marsad.collector.intake;

import java.util.HashMap;
import java.util.Map;
import org.marsad.model.event.Transport;
import org.marsad.model.intake.SourceReport;

/** The books of one source. Thread-safe: written per batch, not per frame. */
public final class SourceBook {
  private final String input;
  private final Transport transport;
  private final String peer;
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

  SourceBook(String input, Transport transport, String peer) {
    this.input = input;
    this.transport = transport;
    this.peer = peer;
  }

  /** Frames came in. */
  public synchronized void received(long frames, long length, long now) {
    received += frames;
    bytes += length;
    firstSeen = firstSeen == 0 ? now : firstSeen;
    lastSeen = now;
  }

  /** Frames that came in were not taken. */
  public synchronized void refused(String reason, long frames) {
    refused.merge(reason, frames, Long::sum);
    refusedSum += frames;
  }

  /** Frames that came in were longer than the limit. */
  public synchronized void truncated(long frames) {
    truncated += frames;
  }

  /** Frames were handed to the store. */
  synchronized void stored(String format, long understood, long notUnderstood) {
    indexed += understood;
    quarantined += notUnderstood;
    if (understood > 0) {
      formats.merge(format, understood, Long::sum);
    }
  }

  synchronized SourceReport report() {
    return new SourceReport(
        input,
        transport,
        peer,
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
