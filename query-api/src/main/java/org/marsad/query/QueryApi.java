package org.marsad.query;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.Closeable;
import java.net.URI;
import org.marsad.query.auth.Guard;
import org.marsad.query.auth.Role;
import org.marsad.query.auth.TokenStore;
import org.marsad.query.auth.Unhurried;
import org.marsad.query.feed.IncidentStreamRoute;
import org.marsad.query.route.IncidentRoutes;
import org.marsad.query.route.Problems;
import org.marsad.query.route.RuleRoutes;
import org.marsad.query.route.SearchRoutes;
import org.marsad.query.route.ServerRoutes;
import org.marsad.query.tail.TailRoute;

/** The face of this module: every route, who may use it, and how mistakes are told. */
public final class QueryApi implements Closeable {
  private static final String V1 = "/api/v1/";

  private final TokenStore tokens;
  private final SearchRoutes search;
  private final TailRoute tail;
  private final IncidentRoutes incidents;
  private final IncidentStreamRoute stream;
  private final RuleRoutes rules;
  private final ServerRoutes server;

  /** These routes behind the door of the tokens. */
  public QueryApi(
      TokenStore tokens,
      SearchRoutes search,
      TailRoute tail,
      IncidentRoutes incidents,
      IncidentStreamRoute stream,
      RuleRoutes rules,
      ServerRoutes server) {
    this.tokens = tokens;
    this.search = search;
    this.tail = tail;
    this.incidents = incidents;
    this.stream = stream;
    this.rules = rules;
    this.server = server;
  }

  /** Binds every route, the headers of every answer, and how errors are told. */
  public void bind(ServerBuilder into) {
    search.bind(into, V1, this::guard);
    into.route().get(V1 + "tail").build(guard(Role.READER, tail));
    into.route().get(V1 + "incidents/stream").build(guard(Role.READER, stream));
    incidents.bind(into, V1, this::guard);
    rules.bind(into, V1, this::guard);
    server.bind(into, V1, this::guard);
    protect(into);
  }

  /** From now on the port is open, and asked by the server itself for a while. */
  public void opened(URI port) {
    search.opened(
        port, tokens.lend(SearchRoutes.OURSELVES, Role.READER, SearchRoutes.LONGEST_WARM_UP));
  }

  /** Ends the searches that run by themselves. */
  @Override
  public void close() {
    search.close();
  }

  /** Sets the headers of every answer, and how errors are told. */
  public void protect(ServerBuilder server) {
    server.errorHandler(new Problems());
    server.decorator(QueryApi::harden);
  }

  /** A service of another wing behind the same door. */
  public HttpService guard(Role role, HttpService service) {
    return open(new Guard(service, tokens, role));
  }

  /** A service of another wing that everybody may ask. */
  public HttpService open(HttpService service) {
    return new Unhurried(service);
  }

  /** What every answer tells browsers: it is no page, and nobody's business. */
  private static HttpResponse harden(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    context.addAdditionalResponseHeader(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    context.addAdditionalResponseHeader(HttpHeaderNames.CACHE_CONTROL, "no-store");
    context.addAdditionalResponseHeader(
        HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    context.addAdditionalResponseHeader(HttpHeaderNames.REFERRER_POLICY, "no-referrer");
    return service.serve(context, request);
  }
}
