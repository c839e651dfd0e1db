package org.marsad.query.route;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import org.marsad.model.metrics.Metrics;

/** {@code GET /metrics}: OpenMetrics text. */
public final class MetricsRoute extends AbstractHttpService {
  private static final MediaType TYPE =
      MediaType.parse("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private final Metrics metrics;

  public MetricsRoute(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request)
      throws IOException {
    var text = new StringBuilder();
    metrics.write(text);
    return HttpResponse.of(HttpStatus.OK, TYPE, HttpData.ofUtf8(text));
  }
}
