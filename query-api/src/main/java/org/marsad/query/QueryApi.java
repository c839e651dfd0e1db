package org.marsad.query;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.marsad.model.event.Schema;
import org.marsad.model.intake.Sources;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.rule.Replays;
import org.marsad.model.rule.RuleBook;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.IncidentDesk;
import org.marsad.model.store.IncidentStore;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Guard;
import org.marsad.query.auth.Role;
import org.marsad.query.auth.TokenStore;
import org.marsad.query.feed.IncidentStreamRoute;
import org.marsad.query.route.HealthRoute;
import org.marsad.query.route.IncidentRoutes;
import org.marsad.query.route.MetricsRoute;
import org.marsad.query.route.PackReloadRoute;
import org.marsad.query.route.PacksRoute;
import org.marsad.query.route.Problems;
import org.marsad.query.route.ReloadRoute;
import org.marsad.query.route.ReplaysRoute;
import org.marsad.query.route.RulesRoute;
import org.marsad.query.route.SearchRoutes;
import org.marsad.query.route.SourcesRoute;
import org.marsad.query.route.TokensRoute;
import org.marsad.query.shelf.Shelf;
import org.marsad.query.tail.TailRoute;

/** The face of this module: every route, who may use it, and how mistakes are told. */
public final class QueryApi implements Closeable {
  private static final String V1 = "/api/v1/";

  private final TokenStore tokens;
  private final SearchRoutes search;
  private final IncidentRoutes incidents;
  private final SourcesRoute sources;
  private final PacksRoute packs;
  private final RulesRoute rules;
  private final ReplaysRoute replays;
  private final HealthRoute health;
  private final MetricsRoute metrics;
  private final TokensRoute tokenRoute;
  private final TailRoute tail;
  private final ReloadRoute reload;
  private final PackReloadRoute packReload;
  private final IncidentStreamRoute stream;

  /**
   * The routes over these stores.
   *
   * @param schema the names of fields that events have
   * @param end the id that the next event will have
   */
  public QueryApi(
      QueryApiConfig config,
      EventStore store,
      Schema schema,
      LongSupplier end,
      Shelf shelf,
      IncidentStore incidents,
      IncidentDesk desk,
      Sources sources,
      RuleBook rules,
      Replays replays,
      Metrics metrics,
      TokenStore tokens,
      Health health,
      AuditLog audit,
      TailRoute tail,
      IncidentStreamRoute stream,
      Reloading reloading,
      PackReloading packReloading,
      RegexCompiler regexes,
      InstantSource clock)
      throws IOException {
    this.tokens = tokens;
    this.tail = tail;
    this.stream = stream;
    this.reload = new ReloadRoute(reloading, audit);
    this.packReload = new PackReloadRoute(packReloading, audit);
    this.search =
        new SearchRoutes(
            config, store, incidents, schema, end, shelf, metrics, audit, regexes, clock);
    this.incidents = new IncidentRoutes(incidents, desk, clock, audit);
    this.sources = new SourcesRoute(sources);
    this.packs = new PacksRoute(rules);
    this.rules = new RulesRoute(rules);
    this.replays = new ReplaysRoute(replays, regexes, clock, audit);
    this.health = new HealthRoute(health, tokens);
    this.metrics = new MetricsRoute(metrics);
    this.tokenRoute = new TokensRoute(tokens, clock, audit);
  }

  /** Binds every route, the headers of every answer, and how errors are told. */
  public void bind(ServerBuilder server) {
    search.bind(server, V1, this::guard);
    server.service(V1 + "incidents/stream", guard(Role.READER, stream));
    incidents.bind(server, V1, this::guard);
    server.service(V1 + "tail", guard(Role.READER, tail));
    server.service(V1 + "sources", guard(Role.READER, sources));
    server.service(V1 + "packs", guard(Role.READER, packs));
    server.service(V1 + "packs/reload", guard(Role.AUTHOR, packReload));
    server.service(V1 + "rules", guard(Role.READER, rules));
    server.service(V1 + "replays", guard(Role.AUTHOR, replays));
    server.service(V1 + "replays/{id}", guard(Role.AUTHOR, replays));
    server.service(V1 + "health", health);
    server.service(V1 + "reload", guard(Role.ADMIN, reload));
    server.service("/metrics", guard(Role.READER, metrics));
    server.service(V1 + "tokens", guard(Role.ADMIN, tokenRoute));
    server.service(V1 + "tokens/{id}", guard(Role.ADMIN, tokenRoute));
    protect(server);
  }

  /** Once the ports are open: makes the first searches as fast as those after them. */
  public void warmUp() {
    search.warmUp();
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
    return new Guard(service, tokens, role);
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
