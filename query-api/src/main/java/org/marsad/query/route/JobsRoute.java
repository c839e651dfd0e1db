package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.store.SearchRequest;
import org.marsad.query.JobsConfig;
import org.marsad.query.auth.Guard;

/**
 * Searches that run by themselves: {@code POST /api/v1/search/jobs} begins one, {@code GET} lists
 * one's own; {@code GET /api/v1/search/jobs/{id}} tells how it goes, {@code DELETE} ends and
 * forgets it, {@code GET .../results?offset=&size=} gives rows, those there are so far included. A
 * job is seen by who began it alone.
 */
final class JobsRoute extends AbstractHttpService {
  private static final Set<String> NAMES = Asking.NAMES;
  private static final Set<String> PAGE = Set.of("offset", "size", "format");
  private static final int DEFAULT_SIZE = 1_000;

  private final SearchJobs jobs;
  private final Asking asking;
  private final JobsConfig config;
  private final boolean results;
  private final JsonFactory json = new JsonFactory();
  private final JsonMapper mapper = new JsonMapper();

  /**
   * One of the two.
   *
   * @param results whether it gives rows
   */
  JobsRoute(SearchJobs jobs, Asking asking, JobsConfig config, boolean results) {
    this.jobs = jobs;
    this.asking = asking;
    this.config = config;
    this.results = results;
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                body -> begin(context, Parameters.ofBody(body, NAMES)),
                context.blockingTaskExecutor()));
  }

  private HttpResponse begin(ServiceRequestContext context, Parameters parameters) {
    Asked asked = asking.read(parameters, config.timeout());
    asking.search(asked, () -> false).check();
    SearchJob job =
        jobs.begin(Guard.user(context), asked)
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.of(
                                HttpStatus.TOO_MANY_REQUESTS.code(),
                                "too-many-jobs",
                                "Too many searches of yours",
                                "you have "
                                    + config.perUser()
                                    + " jobs; delete one you need no more")
                            .retryAfter(10)));
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.ACCEPTED)
            .contentType(MediaType.JSON)
            .add(HttpHeaderNames.LOCATION, context.path() + "/" + job.id())
            .build(),
        HttpData.wrap(told(job)));
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    String id = context.pathParam("id");
    return Blocking.answer(
        context,
        () -> {
          if (id == null) {
            return list(context);
          }
          Parameters parameters = Parameters.ofUrl(context, results ? PAGE : Set.of());
          SearchJob job = find(context, id);
          return results
              ? rows(job, parameters)
              : HttpResponse.of(HttpStatus.OK, MediaType.JSON, told(job));
        });
  }

  private SearchJob find(ServiceRequestContext context, String id) {
    return jobs.find(id, Guard.user(context))
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.of(
                        404,
                        "no-such-job",
                        "There is no such job",
                        "you have no job \""
                            + id
                            + "\"; jobs that nobody asks for are forgotten after "
                            + config.keep().toSeconds()
                            + " s, and all when the server stops")));
  }

  private HttpResponse list(ServiceRequestContext context) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeArrayFieldStart("jobs");
      for (SearchJob job : jobs.of(Guard.user(context))) {
        out.writeStartObject();
        about(job, out);
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private byte[] told(SearchJob job) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      about(job, out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void about(SearchJob job, JsonGenerator out) throws IOException {
    JobAnswer answer = job.answer();
    out.writeStringField("id", job.id());
    out.writeStringField("state", job.state().toString());
    out.writeStringField("query", job.asked().pipeline().toString());
    out.writeObjectFieldStart("range");
    SearchRequest request = job.asked().request();
    PipeAnswer.point("earliest", request.earliest(), out);
    PipeAnswer.point("latest", request.latest(), out);
    out.writeEndObject();
    out.writeStringField("created", job.created().toString());
    if (job.ended() != null) {
      out.writeStringField("ended", String.valueOf(job.ended()));
    }
    out.writeNumberField("progress", Math.round(job.progress() * 1000) / 1000.0);
    out.writeNumberField("row_count", answer == null ? 0 : answer.size());
    out.writeNumberField("bytes", answer == null ? 0 : answer.bytes());
    out.writeNumberField("events_read", job.events());
    out.writeBooleanField("complete", job.isComplete());
    if (job.coveredFrom() != Long.MAX_VALUE) {
      PipeAnswer.point("covered_from", job.coveredFrom(), out);
    }
    if (!job.failure().isEmpty()) {
      out.writeStringField("failure", job.failure());
    }
    IncidentJson.texts("reasons", job.reasons(), out);
    IncidentJson.texts("warnings", job.warnings(), out);
  }

  private HttpResponse rows(SearchJob job, Parameters parameters) throws IOException {
    int offset = parameters.number("offset", 0, 0, Integer.MAX_VALUE);
    int size = parameters.number("size", DEFAULT_SIZE, 1, SearchRequest.MAX_SIZE);
    JobAnswer answer = job.answer();
    byte[] lines;
    try {
      lines = read(answer, offset, size);
    } catch (ClosedChannelException _) {
      // A larger part of the range was done in this moment.
      answer = job.answer();
      lines = read(answer, offset, size);
    }
    if (parameters.text("format").equals("ndjson")) {
      return HttpResponse.of(HttpStatus.OK, PipeAnswer.NDJSON, lines);
    }
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = mapper.createGenerator(bytes)) {
      out.writeStartObject();
      about(job, out);
      out.writeNumberField("offset", offset);
      List<String> columns = answer == null ? null : answer.columns();
      if (answer != null && columns != null) {
        PipeAnswer.columns(columns, answer.approximations(), out);
      }
      rows(new String(lines, StandardCharsets.UTF_8), columns, out);
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private static byte[] read(@Nullable JobAnswer answer, int offset, int size) throws IOException {
    return answer == null ? new byte[0] : answer.read(offset, size);
  }

  private void rows(String lines, @Nullable List<String> columns, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart(columns == null ? "events" : "rows");
    for (String line : (Iterable<String>) lines.lines()::iterator) {
      if (columns == null) {
        out.writeRawValue(line);
        continue;
      }
      JsonNode row = mapper.readTree(line);
      out.writeStartArray();
      for (String column : columns) {
        JsonNode value = row.get(column);
        if (value == null) {
          out.writeNull();
        } else {
          out.writeTree(value);
        }
      }
      out.writeEndArray();
    }
    out.writeEndArray();
  }

  @Override
  protected HttpResponse doDelete(ServiceRequestContext context, HttpRequest request) {
    String id = String.valueOf(context.pathParam("id"));
    return Blocking.answer(
        context,
        () -> {
          jobs.cancel(find(context, id));
          return HttpResponse.of(HttpStatus.NO_CONTENT);
        });
  }
}
