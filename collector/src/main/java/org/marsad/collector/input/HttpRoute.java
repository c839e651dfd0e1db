package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceErrorHandler;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service for events, to be bound where its senders look for it.
 *
 * @param paths as Armeria writes them
 * @param methods those it takes
 * @param service takes the requests; throws {@link org.marsad.model.problem.ProblemException}
 * @param open whether it needs no token: it tells nothing and takes nothing
 * @param errors tells problems as the protocol does; null for problem documents
 */
public record HttpRoute(
    List<String> paths,
    Set<HttpMethod> methods,
    HttpService service,
    boolean open,
    @Nullable ServiceErrorHandler errors) {
  public HttpRoute {
    paths = List.copyOf(paths);
    methods = Set.copyOf(methods);
  }

  /** A service that takes events by POST. */
  static HttpRoute post(
      HttpService service, @Nullable ServiceErrorHandler errors, String... paths) {
    return new HttpRoute(List.of(paths), Set.of(HttpMethod.POST), service, false, errors);
  }
}
