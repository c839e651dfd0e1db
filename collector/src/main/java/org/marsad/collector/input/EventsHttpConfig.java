package org.marsad.collector.input;

import java.time.Duration;
import org.marsad.model.config.ByteSize;

/**
 * Settings of events over HTTP, whatever the protocol.
 *
 * @param maxBody the largest body, as sent
 * @param maxExpanded the largest body after decompression
 * @param maxEvent the longest event that is kept whole
 * @param maxRequests requests at a time; further ones are asked to come again
 * @param timeout how long a request may take, from its first byte until it is durable
 * @param idempotencyKeys how many keys of requests are remembered
 * @param idempotencyWindow for how long
 */
public record EventsHttpConfig(
    ByteSize maxBody,
    ByteSize maxExpanded,
    ByteSize maxEvent,
    int maxRequests,
    Duration timeout,
    int idempotencyKeys,
    Duration idempotencyWindow) {

  /** A body is one batch, and a batch of the journal has less than 64 MiB. */
  static final ByteSize MOST = ByteSize.ofMiB(60);

  public EventsHttpConfig {
    new Limits("events_http")
        .size("max_body", maxBody, new ByteSize(1024), MOST)
        .size("max_expanded", maxExpanded, new ByteSize(1024), MOST)
        .size("max_event", maxEvent, new ByteSize(480), MOST)
        .number("max_requests", maxRequests, 1, 100_000)
        .duration("timeout", timeout, Duration.ofMillis(100), Duration.ofHours(1))
        .number("idempotency_keys", idempotencyKeys, 1, 10_000_000)
        .duration(
            "idempotency_window", idempotencyWindow, Duration.ofSeconds(1), Duration.ofDays(30))
        .check();
  }

  public static EventsHttpConfig defaults() {
    return new EventsHttpConfig(
        ByteSize.ofMiB(16),
        ByteSize.ofMiB(32),
        ByteSize.ofMiB(16),
        256,
        Duration.ofSeconds(60),
        100_000,
        Duration.ofHours(24));
  }
}
