package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.marsad.model.incident.Alert;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentStore;
import org.marsad.query.auth.AuditLog;

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
    audit.record(context, "alert.list", query.toString(), true);
    return Lists.page("alerts", page, search, cursors, IncidentJson::alert);
  }

  private HttpResponse one(ServiceRequestContext context, String id) throws IOException {
    Optional<Alert> found = store.alert(id);
    audit.record(context, "alert.read", id, found.isPresent());
    Alert alert = found.orElseThrow(() -> Lists.none("alert", id));
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      IncidentJson.alert(alert, out);
    }
    return Lists.tagged(alert.revision(), bytes.toByteArray());
  }
}
