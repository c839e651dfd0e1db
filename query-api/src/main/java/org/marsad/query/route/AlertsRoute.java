package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import org.marsad.model.incident.Alert;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentStore;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Guard;

/** {@code GET /api/v1/alerts} and {@code GET /api/v1/alerts/{id}}. */
public final class AlertsRoute extends AbstractHttpService {
  private static final Set<String> NAMES = Set.of("q", "size", "sort", "cursor");
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1_000;

  private final IncidentStore store;
  private final InstantSource clock;
  private final AuditLog audit;
  private final Cursors cursors = new Cursors();
  private final JsonFactory json = new JsonFactory();

  public AlertsRoute(IncidentStore store, InstantSource clock, AuditLog audit) {
    this.store = store;
    this.clock = clock;
    this.audit = audit;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    String id = context.pathParam("id");
    return Blocking.answer(context, () -> id == null ? list(context) : one(context, id));
  }

  private HttpResponse list(ServiceRequestContext context) throws IOException {
    Parameters parameters = Parameters.ofUrl(context, NAMES);
    Query query = QueryParser.parse(parameters.text("q"), clock.instant(), ZoneOffset.UTC);
    int size = parameters.number("size", DEFAULT_SIZE, 1, MAX_SIZE);
    IncidentSearch search = Lists.search(parameters, query, size, cursors);
    IncidentStore.Page<Alert> page = store.alerts(search);
    record(context, "alert.list", query.toString(), "success");
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      Lists.total(page.total(), out);
      out.writeArrayFieldStart("alerts");
      for (Alert alert : page.items()) {
        IncidentJson.alert(alert, out);
      }
      out.writeEndArray();
      Lists.next(page, search, cursors, out);
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private HttpResponse one(ServiceRequestContext context, String id) throws IOException {
    Alert alert = store.alert(id).orElse(null);
    record(context, "alert.read", id, alert == null ? "failure" : "success");
    if (alert == null) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.NOT_FOUND.code(),
              "no-such-alert",
              "There is no such alert",
              "no alert has the id \"" + id + "\""));
    }
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      IncidentJson.alert(alert, out);
    }
    return Lists.tagged(alert.revision(), bytes.toByteArray());
  }

  private void record(ServiceRequestContext context, String action, String object, String outcome) {
    audit.record(
        new AuditLog.Entry(
            Guard.user(context), action, object, SourcesRoute.peer(context), outcome));
  }
}
