package org.marsad.collector.input;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceErrorHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service for events, to be bound where its senders look for it.
 *
 * @param input the name of the input it belongs to
 * @param paths as Armeria writes them
 * @param service takes the requests; throws {@link org.marsad.model.problem.ProblemException}
 * @param open whether it needs no token: it tells nothing and takes nothing
 * @param errors tells problems as the protocol does; null for problem documents
 */
public record HttpRoute(
    String input,
    List<String> paths,
    HttpService service,
    boolean open,
    @Nullable ServiceErrorHandler errors) {
  public HttpRoute {
    paths = List.copyOf(paths);
  }
}
