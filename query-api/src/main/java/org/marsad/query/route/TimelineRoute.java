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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Change;
import org.marsad.model.incident.Comment;
import org.marsad.model.incident.Incident;
import org.marsad.model.store.IncidentStore;
import org.marsad.query.auth.AuditLog;

/**
 * {@code GET /api/v1/incidents/{id}/timeline}: what happened and what was done about it, in the
 * order of time: alerts when their first event was, changes and comments when they were made.
 */
public final class TimelineRoute extends AbstractHttpService {
  private static final int MAX_ALERTS = 10_000;

  private final IncidentStore store;
  private final AuditLog audit;
  private final JsonFactory json = new JsonFactory();

  public TimelineRoute(IncidentStore store, AuditLog audit) {
    this.store = store;
    this.audit = audit;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    String id = String.valueOf(context.pathParam("id"));
    return Blocking.answer(context, () -> timeline(context, id));
  }

  private HttpResponse timeline(ServiceRequestContext context, String id) throws IOException {
    Optional<Incident> found = store.incident(id);
    audit.record(context, "incident.read", id, found.isPresent());
    Incident incident = found.orElseThrow(() -> Lists.none("incident", id));
    IncidentStore.Page<Alert> alerts = store.alerts(Lists.alertsOf(id, MAX_ALERTS));
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeBooleanField("complete", alerts.total() == alerts.items().size());
      out.writeArrayFieldStart("timeline");
      for (Entry each : entries(incident, alerts.items())) {
        out.writeStartObject();
        out.writeStringField("at", Nanos.format(each.at));
        out.writeStringField("kind", each.kind);
        out.writeStringField("id", each.id);
        out.writeStringField("by", each.by);
        out.writeStringField("text", each.text);
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private static List<Entry> entries(Incident incident, List<Alert> alerts) {
    var entries = new ArrayList<Entry>();
    for (Alert alert : alerts) {
      entries.add(new Entry(alert.first(), "alert", alert.id(), alert.ruleId(), alert.title()));
    }
    for (Change change : incident.history()) {
      String text =
          change.what()
              + (change.from().isEmpty() ? "" : " from " + change.from())
              + (change.to().isEmpty() ? "" : " to " + change.to())
              + (change.why().isEmpty() ? "" : "; " + change.why());
      entries.add(new Entry(change.at(), "change", change.action(), change.by(), text));
    }
    for (Comment comment : incident.comments()) {
      entries.add(
          new Entry(comment.at(), "comment", comment.action(), comment.by(), comment.text()));
    }
    entries.sort(Comparator.comparingLong(Entry::at));
    return entries;
  }

  private record Entry(long at, String kind, String id, String by, String text) {}
}
