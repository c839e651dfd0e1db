package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.model.event.Nanos;
import org.marsad.model.intake.SocketReport;
import org.marsad.model.intake.SourceReport;
import org.marsad.model.intake.Sources;

/** {@code GET /api/v1/sources}: the books of every source. */
public final class SourcesRoute extends AbstractHttpService {
  private final Sources sources;
  private final JsonFactory json = new JsonFactory();

  public SourcesRoute(Sources sources) {
    this.sources = sources;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      List<SourceReport> reports = sources.report();
      String problem = sources.problem();
      out.writeStartObject();
      out.writeBooleanField("balanced", problem == null);
      if (problem != null) {
        out.writeStringField("problem", problem);
      }
      inputs(reports, out);
      out.writeArrayFieldStart("sources");
      for (SourceReport report : reports) {
        write(report, out);
      }
      out.writeEndArray();
      out.writeArrayFieldStart("sockets");
      for (SocketReport report : sources.sockets()) {
        write(report, out);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  /** The sums of each input. */
  private static void inputs(List<SourceReport> reports, JsonGenerator out) throws IOException {
    var byInput = new TreeMap<String, List<SourceReport>>();
    for (SourceReport report : reports) {
      byInput.computeIfAbsent(report.input(), _ -> new ArrayList<>()).add(report);
    }
    out.writeArrayFieldStart("inputs");
    for (Map.Entry<String, List<SourceReport>> entry : byInput.entrySet()) {
      List<SourceReport> of = entry.getValue();
      long indexed = of.stream().mapToLong(SourceReport::indexed).sum();
      long quarantined = of.stream().mapToLong(SourceReport::quarantined).sum();
      var refused = new TreeMap<String, Long>();
      of.forEach(each -> each.refused().forEach((why, n) -> refused.merge(why, n, Long::sum)));
      out.writeStartObject();
      out.writeStringField("input", entry.getKey());
      out.writeNumberField("sources", of.size());
      out.writeNumberField("received", of.stream().mapToLong(SourceReport::received).sum());
      out.writeNumberField("bytes", of.stream().mapToLong(SourceReport::bytes).sum());
      out.writeNumberField("indexed", indexed);
      out.writeNumberField("quarantined", quarantined);
      counts("refused", refused, out);
      out.writeNumberField("pending", of.stream().mapToLong(SourceReport::pending).sum());
      out.writeNumberField("parsed_percent", percent(indexed, quarantined));
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static double percent(long indexed, long quarantined) {
    long all = indexed + quarantined;
    return all == 0 ? 100 : Math.round(10_000.0 * indexed / all) / 100.0;
  }

  private static void seconds(String name, long nanos, JsonGenerator out) throws IOException {
    if (nanos != SourceReport.UNKNOWN) {
      out.writeNumberField(name, Math.round(nanos / 1e6) / 1e3);
    }
  }

  private static void write(SourceReport report, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("input", report.input());
    out.writeStringField("transport", report.transport().name().toLowerCase(Locale.ROOT));
    out.writeStringField("peer", report.peer());
    out.writeStringField("identity", report.identity());
    out.writeNumberField("received", report.received());
    out.writeNumberField("bytes", report.bytes());
    out.writeNumberField("indexed", report.indexed());
    out.writeNumberField("quarantined", report.quarantined());
    counts("refused", report.refused(), out);
    out.writeNumberField("pending", report.pending());
    out.writeNumberField("truncated", report.truncated());
    out.writeStringField("first_seen", Nanos.format(report.firstSeen()));
    out.writeStringField("last_seen", Nanos.format(report.lastSeen()));
    counts("formats", report.formats(), out);
    out.writeNumberField("parsed_percent", percent(report.indexed(), report.quarantined()));
    seconds("lag_seconds", report.lag(), out);
    seconds("typical_gap_seconds", report.typicalGap(), out);
    seconds("clock_offset_seconds", report.clockOffset(), out);
    seconds("clock_spread_seconds", report.clockSpread(), out);
    seconds("clock_offset_applied_seconds", report.clockApplied(), out);
    out.writeBooleanField("silent", report.silent());
    out.writeEndObject();
  }

  private static void write(SocketReport report, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("input", report.input());
    out.writeNumberField("socket", report.number());
    out.writeNumberField("receive_buffer_wanted", report.wanted());
    out.writeNumberField("receive_buffer", report.granted());
    if (report.drops() >= 0) {
      out.writeNumberField("kernel_drops", report.drops());
    }
    out.writeEndObject();
  }

  private static void counts(String name, Map<String, Long> counts, JsonGenerator out)
      throws IOException {
    out.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> entry : new TreeMap<>(counts).entrySet()) {
      out.writeNumberField(entry.getKey(), entry.getValue());
    }
    out.writeEndObject();
  }
}
