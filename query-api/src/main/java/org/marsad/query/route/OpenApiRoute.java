package org.marsad.query.route;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.InputStream;

/** {@code GET /api/v1/openapi.json}: all of the API for machines (OpenAPI 3.1). */
final class OpenApiRoute extends AbstractHttpService {
  private static final String RESOURCE = "/openapi.json";

  private final byte[] document;

  OpenApiRoute() throws IOException {
    try (InputStream in = OpenApiRoute.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("the program lacks its file openapi.json");
      }
      document = in.readAllBytes();
    }
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.wrap(document));
  }
}
