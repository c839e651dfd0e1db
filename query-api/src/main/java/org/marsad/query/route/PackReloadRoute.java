package org.marsad.query.route;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.marsad.model.event.EventId;
import org.marsad.query.PackReloading;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Guard;

/**
 * {@code POST /api/v1/packs/reload}: 200 with the packs that have changed, or 422 with what was
 * refused, as a problem document that tells the rest too.
 */
public final class PackReloadRoute extends AbstractHttpService {
  private static final MediaType PROBLEM = MediaType.create("application", "problem+json");

  private final PackReloading reloading;
  private final AuditLog audit;
  private final JsonMapper json = new JsonMapper();

  public PackReloadRoute(PackReloading reloading, AuditLog audit) {
    this.reloading = reloading;
    this.audit = audit;
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request.aggregate().thenApplyAsync(_ -> reload(context), context.blockingTaskExecutor()));
  }

  private HttpResponse reload(ServiceRequestContext context) {
    PackReloading.Report report = reloading.reload();
    boolean good = report.refused().isEmpty();
    audit.record(
        new AuditLog.Entry(
            Guard.user(context),
            "packs.reload",
            "packs",
            SourcesRoute.peer(context),
            good ? "success" : "failure"));
    ObjectNode body = json.createObjectNode();
    if (!good) {
      body.put("type", "urn:marsad:problem:packs-refused")
          .put("title", "Not all packs could be taken")
          .put("status", HttpStatus.UNPROCESSABLE_ENTITY.code())
          .put("detail", String.join("; ", report.refused()))
          .put("instance", context.path())
          .put("code", "packs-refused");
      report.refused().forEach(body.putArray("refused")::add);
    }
    report.added().forEach(body.putArray("added")::add);
    report.changed().forEach(body.putArray("changed")::add);
    report.removed().forEach(body.putArray("removed")::add);
    if (report.position() >= 0) {
      body.put("since", new EventId(report.position()).toString());
    }
    return HttpResponse.of(
        good ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_ENTITY,
        good ? MediaType.JSON : PROBLEM,
        HttpData.ofUtf8(body.toString()));
  }
}
