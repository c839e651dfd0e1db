package org.marsad.query.route;

import org.marsad.model.event.EventId;
import org.marsad.query.PackReloading;
import org.marsad.query.auth.AuditLog;

/** {@code POST /api/v1/packs/reload}: the packs of rules. */
public final class PackReloadRoute extends RenewalRoute {
  private final PackReloading reloading;

  public PackReloadRoute(PackReloading reloading, AuditLog audit) {
    super("packs", audit);
    this.reloading = reloading;
  }

  @Override
  Outcome renew() {
    PackReloading.Report report = reloading.reload();
    return new Outcome(
        report.refused(),
        body -> {
          report.added().forEach(body.putArray("added")::add);
          report.changed().forEach(body.putArray("changed")::add);
          report.removed().forEach(body.putArray("removed")::add);
          if (report.position() >= 0) {
            body.put("since", new EventId(report.position()).toString());
          }
        });
  }
}
