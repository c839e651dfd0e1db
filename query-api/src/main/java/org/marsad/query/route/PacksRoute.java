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
import java.util.List;
import org.marsad.model.rule.PackReport;
import org.marsad.model.rule.RuleBook;

/** {@code GET /api/v1/packs}: the packs, and why one does not do its work. */
public final class PacksRoute extends AbstractHttpService {
  private final RuleBook book;
  private final JsonFactory json = new JsonFactory();

  public PacksRoute(RuleBook book) {
    this.book = book;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeArrayFieldStart("packs");
      for (PackReport pack : book.packs()) {
        write(pack, out);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private static void write(PackReport pack, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", pack.name());
    out.writeStringField("version", pack.version());
    out.writeStringField("title", pack.title());
    out.writeStringField("maturity", pack.maturity());
    out.writeStringField("state", pack.state().word());
    texts("problems", pack.problems(), out);
    texts("warnings", pack.warnings(), out);
    texts("requires", pack.requires(), out);
    out.writeNumberField("rules", pack.rules());
    out.writeNumberField("facts", pack.facts());
    out.writeNumberField("firings", pack.firings());
    out.writeNumberField("findings", pack.findings());
    out.writeNumberField("evicted", pack.evicted());
    out.writeNumberField("silenced", pack.silenced());
    out.writeNumberField("cpu_ms", pack.cpuNanos() / 1_000_000);
    out.writeEndObject();
  }

  private static void texts(String name, List<String> texts, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart(name);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }
}
