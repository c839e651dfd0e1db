package org.marsad.query.route;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.marsad.model.intake.Sources;
import org.marsad.model.metrics.Metrics;
import org.marsad.query.Health;
import org.marsad.query.Reloading;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Role;
import org.marsad.query.auth.TokenStore;

/** What operators ask of the server itself: health, figures, sources, tokens, settings. */
public final class ServerRoutes {
  private final SourcesRoute sources;
  private final HealthRoute health;
  private final MetricsRoute metrics;
  private final TokensRoute tokenRoute;
  private final ReloadRoute reload;

  public ServerRoutes(
      Sources sources,
      Metrics metrics,
      Health health,
      TokenStore tokens,
      Reloading reloading,
      InstantSource clock,
      AuditLog audit) {
    this.sources = new SourcesRoute(sources);
    this.health = new HealthRoute(health, tokens);
    this.metrics = new MetricsRoute(metrics);
    this.tokenRoute = new TokensRoute(tokens, clock, audit);
    this.reload = new ReloadRoute(reloading, audit);
  }

  /** Binds the routes behind the door of their roles; health has one of its own. */
  public void bind(
      ServerBuilder server, String prefix, BiFunction<Role, HttpService, HttpService> guard) {
    server.route().get(prefix + "sources").build(guard.apply(Role.READER, sources));
    server.route().get(prefix + "health").build(health);
    server.route().post(prefix + "reload").build(guard.apply(Role.ADMIN, reload));
    server.route().get("/metrics").build(guard.apply(Role.READER, metrics));
    server
        .route()
        .get(prefix + "tokens")
        .post(prefix + "tokens")
        .build(guard.apply(Role.ADMIN, tokenRoute));
    server.route().delete(prefix + "tokens/{id}").build(guard.apply(Role.ADMIN, tokenRoute));
  }
}
