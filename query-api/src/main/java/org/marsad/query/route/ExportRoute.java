package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Incident;
import org.marsad.model.store.IncidentStore;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Guard;

/**
 * {@code GET /api/v1/incidents/{id}/export}: an incident with its alerts, reasons and lines of
 * evidence as one file for somebody who has nothing else, in JSON or Markdown. The digest of the
 * file is in the header {@code Content-Digest} (RFC 9530).
 */
public final class ExportRoute extends AbstractHttpService {
  private static final Set<String> NAMES = Set.of("format");

  /** Alerts of a report; the file says how many there are in all. */
  private static final int MAX_ALERTS = 10_000;

  private final IncidentStore store;
  private final InstantSource clock;
  private final AuditLog audit;
  private final JsonFactory json = new JsonFactory();

  public ExportRoute(IncidentStore store, InstantSource clock, AuditLog audit) {
    this.store = store;
    this.clock = clock;
    this.audit = audit;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    String id = String.valueOf(context.pathParam("id"));
    return Blocking.answer(context, () -> export(context, id));
  }

  private HttpResponse export(ServiceRequestContext context, String id) throws IOException {
    Parameters parameters = Parameters.ofUrl(context, NAMES);
    String format = parameters.has("format") ? parameters.text("format") : "json";
    if (!format.equals("json") && !format.equals("markdown")) {
      throw Parameters.bad("format \"" + format + "\" is none; expecting json or markdown");
    }
    Optional<Incident> found = store.incident(id);
    audit.record(context, "incident.export", id, found.isPresent());
    Incident incident = found.orElseThrow(() -> Lists.none("incident", id));
    IncidentStore.Page<Alert> alerts = store.alerts(Lists.alertsOf(id, MAX_ALERTS));
    String exported = clock.instant() + " by " + Guard.user(context);
    boolean isJson = format.equals("json");
    byte[] body =
        isJson
            ? json(incident, alerts, exported)
            : IncidentReport.markdown(incident, alerts.items(), alerts.total(), exported)
                .getBytes(StandardCharsets.UTF_8);
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(
                isJson
                    ? MediaType.JSON
                    : MediaType.create("text", "markdown").withCharset(StandardCharsets.UTF_8))
            .add(
                HttpHeaderNames.CONTENT_DISPOSITION,
                "attachment; filename=\"incident-" + incident.id() + (isJson ? ".json\"" : ".md\""))
            .add("content-digest", "sha-256=:" + digest(body) + ":")
            .build(),
        HttpData.wrap(body));
  }

  private byte[] json(Incident incident, IncidentStore.Page<Alert> alerts, String exported)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("format", "marsad-incident");
      out.writeNumberField("version", 1);
      out.writeStringField("exported", exported);
      out.writeObjectFieldStart("incident");
      IncidentJson.members(incident, out);
      out.writeEndObject();
      out.writeNumberField("alert_total", alerts.total());
      out.writeArrayFieldStart("alerts");
      for (Alert alert : alerts.items()) {
        IncidentJson.alert(alert, out);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static String digest(byte[] body) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
