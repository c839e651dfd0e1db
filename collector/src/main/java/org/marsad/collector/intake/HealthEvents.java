package org.marsad.collector.intake;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.Address;
import org.marsad.model.store.EventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Marsad notices of its sources and of itself, as events in the log like any other, so that
 * rules may use them and a replay sees them. No more than so many a minute. One thread.
 */
final class HealthEvents {
  /** The input of these events. */
  static final String INPUT = "health";

  private static final Logger LOG = LoggerFactory.getLogger(HealthEvents.class);
  private static final Origin ORIGIN = new Origin(INPUT, Transport.INTERNAL, "", "json");

  private final EventLog log;
  private final InstantSource clock;
  private final int perMinute;
  private final Metrics metrics;
  private final Metrics.Counter waiting;
  private final JsonMapper json = new JsonMapper();
  private double allowance;
  private long at;

  HealthEvents(EventLog log, InstantSource clock, int perMinute, Metrics metrics) {
    this.log = log;
    this.clock = clock;
    this.perMinute = perMinute;
    this.metrics = metrics;
    this.allowance = perMinute;
    this.at = clock.millis();
    waiting =
        metrics.counter(
            "marsad_collector_health_events_deferred",
            "Times an event about a source had to wait because there were too many.");
  }

  /** Whether one more may be told now; counts if not. */
  boolean mayTell() {
    long now = clock.millis();
    allowance = Math.min(perMinute, allowance + Math.max(0, now - at) / 60_000.0 * perMinute);
    at = now;
    if (allowance < 1) {
      waiting.increment();
      return false;
    }
    return true;
  }

  /** An event about a source, without numbers yet. */
  ObjectNode about(SourceBook book, String action, String message) {
    Origin origin = book.origin();
    ObjectNode event = about(origin.peer(), action, message);
    if (!origin.identity().isEmpty()) {
      event.put("host.name", origin.identity());
    }
    event.put("marsad.source.input", origin.input());
    event.put("marsad.source.transport", origin.transport().name().toLowerCase(Locale.ROOT));
    book.rules().labels().forEach((name, value) -> event.put("labels." + name, value));
    return event;
  }

  /** An event about Marsad itself. */
  ObjectNode about(String action, String message) {
    return json.createObjectNode()
        .put("@timestamp", now().toString())
        .put("event.kind", "event")
        .put("event.category", "host")
        .put("event.type", "info")
        .put("event.module", "marsad")
        .put("event.dataset", "marsad.health")
        .put("event.action", action)
        .put("message", message);
  }

  /** An event about a peer. */
  ObjectNode about(String peer, String action, String message) {
    ObjectNode event = about(action, message);
    if (Address.parse(peer) != null) {
      event.put("host.ip", peer);
    }
    return event.put("marsad.source.peer", peer);
  }

  /** Writes it into the log. */
  void tell(ObjectNode event) {
    allowance--;
    String action = event.path("event.action").asText();
    metrics
        .counter("marsad_collector_health_events", "Events about sources.", "action", action)
        .increment();
    LOG.info("{}", event.path("message").asText());
    RawBatch batch =
        RawBatch.builder(ORIGIN, Nanos.of(now()))
            .add(event.toString().getBytes(StandardCharsets.UTF_8))
            .build();
    log.append(batch)
        .whenComplete(
            (_, why) -> {
              if (why != null) {
                LOG.warn("cannot record {}: {}", action, why.toString());
              }
            });
  }

  private Instant now() {
    return clock.instant();
  }
}
