package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Action;
import org.marsad.model.incident.Outcome;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.store.IncidentDesk;
import org.marsad.model.store.IncidentStore;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Guard;

/**
 * A change of incidents, alerts or suppressions: the body as an action, written to the log and
 * done. One target that was changed meanwhile is 409, one that there is not 404, what cannot be
 * done 422; where the rules are behind, 202 says that it is recorded. Every change is an audit
 * event.
 */
public final class DeskRoute implements HttpService {
  private final IncidentDesk desk;
  private final IncidentStore store;
  private final AuditLog audit;
  private final String name;
  private final boolean many;
  private final Reader reader;
  private final JsonFactory json = new JsonFactory();

  private DeskRoute(Desk desk, String name, boolean many, Reader reader) {
    this.desk = desk.desk;
    this.store = desk.store;
    this.audit = desk.audit;
    this.name = name;
    this.many = many;
    this.reader = reader;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenComposeAsync(
                body ->
                    desk.submit(
                        Guard.user(context), Guard.peer(context), reader.read(context, body)),
                context.blockingTaskExecutor())
            .handleAsync(
                (outcome, why) -> answer(context, outcome, why), context.blockingTaskExecutor()));
  }

  private HttpResponse answer(
      ServiceRequestContext context, @Nullable Outcome outcome, @Nullable Throwable why) {
    String id = context.pathParam("id");
    if (outcome == null) {
      audit.record(context, name, id == null ? "" : id, false);
      throw failure(why);
    }
    boolean done =
        outcome.applied()
            && outcome.results().stream().allMatch(each -> each.verdict() == Outcome.Verdict.DONE);
    audit.record(context, name, id == null ? outcome.action() : id, done);
    if (outcome.applied() && !many) {
      Outcome.Result first = outcome.results().getFirst();
      refuse(first);
    }
    try {
      return write(outcome);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RuntimeException failure(@Nullable Throwable why) {
    Throwable cause = why;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof IOException) {
      return new ProblemException(
          Problem.of(503, "not-recorded", "The change was not recorded", cause.getMessage() + "")
              .retryAfter(1));
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  private static void refuse(Outcome.Result result) {
    switch (result.verdict()) {
      case DONE -> {}
      case CONFLICT ->
          throw new ProblemException(
              Problem.of(409, "conflict", "Somebody was faster", result.detail()));
      case UNKNOWN ->
          throw new ProblemException(
              Problem.of(404, "no-such-target", "There is no such thing", result.detail()));
      case REFUSED ->
          throw new ProblemException(
              Problem.of(422, "refused", "This cannot be done", result.detail()));
    }
  }

  private HttpResponse write(Outcome outcome) throws IOException {
    var bytes = new ByteArrayOutputStream();
    String tag = "";
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("action", outcome.action());
      out.writeBooleanField("applied", outcome.applied());
      out.writeArrayFieldStart("results");
      for (Outcome.Result each : outcome.results()) {
        out.writeStartObject();
        out.writeStringField("id", each.id());
        out.writeStringField("verdict", each.verdict().toString());
        out.writeNumberField("revision", each.revision());
        out.writeStringField("detail", each.detail());
        out.writeEndObject();
        tag = "\"" + each.revision() + "\"";
      }
      out.writeEndArray();
      if (!many && outcome.applied() && outcome.results().size() == 1) {
        one(outcome.results().getFirst().id(), out);
      }
      out.writeEndObject();
    }
    var headers =
        ResponseHeaders.builder(outcome.applied() ? HttpStatus.OK : HttpStatus.ACCEPTED)
            .contentType(MediaType.JSON);
    if (!many && outcome.results().size() == 1) {
      headers.add(HttpHeaderNames.ETAG, tag);
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(bytes.toByteArray()));
  }

  /** What was changed, as it is now. */
  private void one(String id, JsonGenerator out) throws IOException {
    var incident = store.incident(id);
    if (incident.isPresent()) {
      out.writeFieldName("incident");
      IncidentJson.summary(incident.get(), out);
      return;
    }
    var alert = store.alert(id);
    if (alert.isPresent()) {
      out.writeFieldName("alert");
      IncidentJson.alert(alert.get(), out);
    }
  }

  private static String id(ServiceRequestContext context) {
    return String.valueOf(context.pathParam("id"));
  }

  /** Reads what a request asks for. */
  private interface Reader {
    Action read(ServiceRequestContext context, AggregatedHttpRequest request);
  }

  /** What all of these routes need, and the routes. */
  public record Desk(IncidentDesk desk, IncidentStore store, AuditLog audit) {
    /** {@code PATCH /api/v1/incidents/{id}}. */
    public DeskRoute patchIncident() {
      return new DeskRoute(
          this,
          "incident.change",
          false,
          (context, request) -> ActionBody.of(request).patch(false, id(context)));
    }

    /** {@code PATCH /api/v1/alerts/{id}}. */
    public DeskRoute patchAlert() {
      return new DeskRoute(
          this,
          "alert.change",
          false,
          (context, request) -> ActionBody.of(request).patch(true, id(context)));
    }

    /** {@code POST /api/v1/incidents/{id}/comments}. */
    public DeskRoute comment() {
      return new DeskRoute(
          this,
          "incident.comment",
          false,
          (context, request) -> ActionBody.of(request).comment(id(context)));
    }

    /** {@code POST /api/v1/incidents/{id}/merge}. */
    public DeskRoute merge() {
      return new DeskRoute(
          this,
          "incident.merge",
          false,
          (context, request) -> ActionBody.of(request).merge(id(context)));
    }

    /** {@code POST /api/v1/incidents/{id}/split}. */
    public DeskRoute split() {
      return new DeskRoute(
          this,
          "incident.split",
          false,
          (context, request) -> ActionBody.of(request).split(id(context)));
    }

    /** {@code POST /api/v1/incidents/undo}. */
    public DeskRoute undo() {
      return new DeskRoute(
          this, "incident.undo", false, (_, request) -> ActionBody.of(request).undo());
    }

    /** {@code POST /api/v1/triage}. */
    public DeskRoute bulk() {
      return new DeskRoute(
          this, "incident.bulk", true, (_, request) -> ActionBody.of(request).bulk());
    }

    /** {@code POST /api/v1/suppressions}. */
    public DeskRoute suppress(InstantSource clock) {
      return new DeskRoute(
          this,
          "suppression.create",
          false,
          (_, request) -> ActionBody.of(request).suppress(clock));
    }

    /** {@code DELETE /api/v1/suppressions/{id}}. */
    public DeskRoute unsuppress() {
      return new DeskRoute(
          this, "suppression.end", false, (context, _) -> new Action.Unsuppress(id(context), ""));
    }
  }
}
