package org.marsad.collector.mapping;

import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Schema;
import org.marsad.model.event.ValueKind;

/**
 * Enters the parts of the URL that a mapping found, where the event does not say them itself. One
 * thread.
 */
final class UrlParts {
  private final UrlSpans spans = new UrlSpans();
  private final int scheme;
  private final int domain;
  private final int port;
  private final int path;
  private final int query;

  UrlParts(Schema schema) {
    scheme = schema.id("url.scheme");
    domain = schema.id("url.domain");
    port = schema.id("url.port");
    path = schema.id("url.path");
    query = schema.id("url.query");
  }

  void enter(Row row) {
    int slice = row.find(Fields.URL_ORIGINAL.id());
    if (slice == EventBatch.NONE) {
      return;
    }
    EventBatch.Builder event = row.event();
    int from = event.offset(slice);
    if (!spans.read(event.bytes(), from, from + event.length(slice))) {
      return;
    }
    add(row, scheme, ValueKind.TEXT, spans.schemeFrom(), spans.schemeTo());
    add(row, domain, ValueKind.TEXT, spans.domainFrom(), spans.domainTo());
    add(row, port, ValueKind.NUMBER, spans.portFrom(), spans.portTo());
    add(row, path, ValueKind.TEXT, spans.pathFrom(), spans.pathTo());
    add(row, query, ValueKind.TEXT, spans.queryFrom(), spans.queryTo());
  }

  private static void add(Row row, int field, ValueKind kind, int from, int to) {
    if (from < to && !row.has(field)) {
      row.add(field, kind, from, to - from);
    }
  }
}
