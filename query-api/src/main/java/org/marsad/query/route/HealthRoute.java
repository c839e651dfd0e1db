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
import org.marsad.query.Health;
import org.marsad.query.auth.Guard;
import org.marsad.query.auth.TokenStore;

/**
 * {@code GET /api/v1/health}: 200 while everything works, else 503. Who has no token is told the
 * status alone.
 */
public final class HealthRoute extends AbstractHttpService {
  private final Health health;
  private final TokenStore tokens;
  private final JsonFactory json = new JsonFactory();

  public HealthRoute(Health health, TokenStore tokens) {
    this.health = health;
    this.tokens = tokens;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request)
      throws IOException {
    List<Health.Component> components = health.components();
    boolean good = components.stream().allMatch(Health.Component::good);
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("status", good ? "up" : "down");
      if (Guard.find(tokens, request).isPresent()) {
        out.writeArrayFieldStart("components");
        for (Health.Component component : components) {
          out.writeStartObject();
          out.writeStringField("name", component.name());
          out.writeStringField("status", component.good() ? "up" : "down");
          out.writeStringField("detail", component.detail());
          out.writeEndObject();
        }
        out.writeEndArray();
      }
      out.writeEndObject();
    }
    return HttpResponse.of(
        good ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, MediaType.JSON, bytes.toByteArray());
  }
}
