package org.marsad.query.route;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.marsad.model.store.IncidentDesk;
import org.marsad.model.store.IncidentStore;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Role;

/** Everything under {@code incidents}, {@code alerts}, {@code triage} and {@code suppressions}. */
public final class IncidentRoutes {
  private final IncidentsRoute incidents;
  private final AlertsRoute alerts;
  private final ExportRoute export;
  private final TimelineRoute timeline;
  private final SuppressionsRoute suppressions;
  private final DeskRoute.Desk desk;
  private final InstantSource clock;

  public IncidentRoutes(
      IncidentStore store, IncidentDesk desk, InstantSource clock, AuditLog audit) {
    this.clock = clock;
    this.incidents = new IncidentsRoute(store, clock, audit);
    this.alerts = new AlertsRoute(store, clock, audit);
    this.export = new ExportRoute(store, clock, audit);
    this.timeline = new TimelineRoute(store, audit);
    this.suppressions = new SuppressionsRoute(desk);
    this.desk = new DeskRoute.Desk(desk, store, audit);
  }

  /** Binds the routes behind the door of their roles. */
  public void bind(
      ServerBuilder server, String prefix, BiFunction<Role, HttpService, HttpService> guard) {
    HttpService list = guard.apply(Role.READER, incidents);
    server.route().get(prefix + "incidents").build(list);
    server.route().get(prefix + "incidents/{id}").build(list);
    server.route().get(prefix + "incidents/{id}/export").build(guard.apply(Role.READER, export));
    server
        .route()
        .get(prefix + "incidents/{id}/timeline")
        .build(guard.apply(Role.READER, timeline));
    HttpService read = guard.apply(Role.READER, alerts);
    server.route().get(prefix + "alerts").build(read);
    server.route().get(prefix + "alerts/{id}").build(read);
    server.route().get(prefix + "suppressions").build(guard.apply(Role.READER, suppressions));
    server
        .route()
        .patch(prefix + "incidents/{id}")
        .build(guard.apply(Role.ANALYST, desk.patchIncident()));
    server
        .route()
        .patch(prefix + "alerts/{id}")
        .build(guard.apply(Role.ANALYST, desk.patchAlert()));
    server
        .route()
        .post(prefix + "incidents/{id}/comments")
        .build(guard.apply(Role.ANALYST, desk.comment()));
    server
        .route()
        .post(prefix + "incidents/{id}/merge")
        .build(guard.apply(Role.ANALYST, desk.merge()));
    server
        .route()
        .post(prefix + "incidents/{id}/split")
        .build(guard.apply(Role.ANALYST, desk.split()));
    server.route().post(prefix + "incidents/undo").build(guard.apply(Role.ANALYST, desk.undo()));
    server.route().post(prefix + "triage").build(guard.apply(Role.ANALYST, desk.bulk()));
    server
        .route()
        .post(prefix + "suppressions")
        .build(guard.apply(Role.ANALYST, desk.suppress(clock)));
    server
        .route()
        .delete(prefix + "suppressions/{id}")
        .build(guard.apply(Role.ANALYST, desk.unsuppress()));
  }
}
