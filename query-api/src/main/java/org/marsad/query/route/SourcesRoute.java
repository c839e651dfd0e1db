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
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.model.event.Nanos;
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
      out.writeStartObject();
      out.writeArrayFieldStart("sources");
      for (SourceReport report : sources.report()) {
        write(report, out);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
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

  /** The address a request came from. */
  static String peer(ServiceRequestContext context) {
    InetSocketAddress address = context.remoteAddress();
    return address == null || address.getAddress() == null
        ? ""
        : address.getAddress().getHostAddress();
  }
}
