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
import java.io.UncheckedIOException;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Suppression;
import org.marsad.model.store.IncidentDesk;

/** {@code GET /api/v1/suppressions}: what is not told, why, until when, and how much it was. */
public final class SuppressionsRoute extends AbstractHttpService {
  private final IncidentDesk desk;
  private final JsonFactory json = new JsonFactory();

  public SuppressionsRoute(IncidentDesk desk) {
    this.desk = desk;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeArrayFieldStart("suppressions");
      for (Suppression each : desk.suppressions()) {
        write(each, out);
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private static void write(Suppression each, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", each.id());
    out.writeStringField("kind", each.kind().toString());
    out.writeStringField("rule", each.rule());
    out.writeStringField("query", each.query());
    IncidentJson.texts("fields", each.fields(), out);
    out.writeStringField("window", each.window() / 1_000_000_000L + "s");
    out.writeStringField("owner", each.owner());
    out.writeStringField("reason", each.reason());
    out.writeStringField("created", Nanos.format(each.created()));
    out.writeStringField("expires", Nanos.format(each.expires()));
    out.writeNumberField("alerts", each.alerts());
    if (each.lastAlert() != 0) {
      out.writeStringField("last_alert", Nanos.format(each.lastAlert()));
    }
    out.writeEndObject();
  }
}
