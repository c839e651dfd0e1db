package org.marsad.query.route;

import org.marsad.query.Reloading;
import org.marsad.query.auth.AuditLog;

/** {@code POST /api/v1/reload}: the settings and certificates. */
public final class ReloadRoute extends RenewalRoute {
  private final Reloading reloading;

  public ReloadRoute(Reloading reloading, AuditLog audit) {
    super("settings", audit);
    this.reloading = reloading;
  }

  @Override
  Outcome renew() {
    Reloading.Report report = reloading.reload();
    return new Outcome(
        report.refused(),
        body -> {
          report.changed().forEach(body.putArray("changed")::add);
          report.needsRestart().forEach(body.putArray("needs_restart")::add);
          report.renewed().forEach(body.putArray("renewed_certificates")::add);
        });
  }
}
