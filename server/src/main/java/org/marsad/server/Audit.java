package org.marsad.server;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.store.EventLog;
import org.marsad.query.auth.AuditLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record of what was done, as events in the log like any other. Thread-safe. */
final class Audit implements AuditLog {
  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
  private static final Origin ORIGIN = new Origin("audit", Transport.INTERNAL, "", "json");

  private final EventLog log;
  private final InstantSource clock;
  private final JsonMapper json = new JsonMapper();

  Audit(EventLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void record(Entry entry) {
    String event =
        json.createObjectNode()
            .put("@timestamp", clock.instant().toString())
            .put("event.kind", "event")
            .put("event.category", "iam")
            .put("event.module", "marsad")
            .put("event.dataset", "marsad.audit")
            .put("event.action", entry.action())
            .put("event.outcome", entry.outcome())
            .put("user.name", entry.user())
            .put("source.ip", entry.peer())
            .put("marsad.audit.object", entry.object())
            .put("message", entry.user() + " " + entry.action() + " " + entry.object())
            .toString();
    RawBatch batch =
        RawBatch.builder(ORIGIN, Nanos.of(clock.instant()))
            .add(event.getBytes(StandardCharsets.UTF_8))
            .build();
    log.append(batch)
        .whenComplete(
            (_, why) -> {
              if (why != null) {
                LOG.warn("cannot record {} in the audit log: {}", entry.action(), why.toString());
              }
            });
  }
}
