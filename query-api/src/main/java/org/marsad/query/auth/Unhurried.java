package org.marsad.query.auth;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.time.Duration;

/**
 * A service that may answer before it was sent the whole of a request, as one does that refuses. A
 * stream of HTTP/2 that is reset behind such an answer takes the answer from clients that are still
 * sending (RFC 9113, 8.1 lets a server do either): this one stays open a while, and what comes is
 * thrown away.
 */
public final class Unhurried extends SimpleDecoratingHttpService {
  /** How long who was answered early may go on sending. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final ServiceOptions OPTIONS =
      ServiceOptions.builder().closeHttp2StreamDelayMillis(PATIENCE.toMillis()).build();

  /**
   * Around a service.
   *
   * @param service without options of its own
   */
  public Unhurried(HttpService service) {
    super(service);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    return unwrap().serve(context, request);
  }

  @Override
  public ServiceOptions options() {
    return OPTIONS;
  }
}
