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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.marsad.model.incident.Incident;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentStore;
import org.marsad.query.auth.AuditLog;

/** {@code GET /api/v1/incidents} and {@code GET /api/v1/incidents/{id}}. */
public final class IncidentsRoute extends AbstractHttpService {
  private static final Set<String> NAMES = Set.of("q", "size", "sort", "cursor", "merged");
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 10_000;

  /** Alerts an incident shows; all of them are found by {@code incident.id}. */
  private static final int MAX_ALERTS = 500;

  private final IncidentStore store;
  private final InstantSource clock;
  private final AuditLog audit;
  private final Cursors cursors = new Cursors();
  private final JsonFactory json = new JsonFactory();

  public IncidentsRoute(IncidentStore store, InstantSource clock, AuditLog audit) {
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
    Query asked = QueryParser.parse(parameters.text("q"), clock.instant(), ZoneOffset.UTC);
    Query query = parameters.text("merged").equals("true") ? asked : unmerged(asked);
    int size = parameters.number("size", DEFAULT_SIZE, 1, MAX_SIZE);
    IncidentSearch search = Lists.search(parameters, query, size, cursors);
    IncidentStore.Page<Incident> page = store.incidents(search);
    audit.record(context, "incident.list", asked.toString(), true);
    return Lists.page("incidents", page, search, cursors, IncidentJson::summary);
  }

  private HttpResponse one(ServiceRequestContext context, String id) throws IOException {
    Optional<Incident> found = store.incident(id);
    audit.record(context, "incident.read", id, found.isPresent());
    Incident incident = found.orElseThrow(() -> Lists.none("incident", id));
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      IncidentJson.full(incident, store.alerts(Lists.alertsOf(id, MAX_ALERTS)), out);
    }
    return Lists.tagged(incident.revision(), bytes.toByteArray());
  }

  /** Those whose alerts are in another are seen only by who asks for them. */
  private static Query unmerged(Query query) {
    Query open = new Query.Not(new Query.Exists("incident.merged_into"));
    return query instanceof Query.All ? open : new Query.And(List.of(query, open));
  }
}
