package org.marsad.query.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.marsad.model.command.PipelineParser;
import org.marsad.model.event.Nanos;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.query.Query;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;
import org.marsad.query.QueryApiConfig;

/** {@code GET} and {@code POST /api/v1/search}: as JSON, as lines of JSON, or as CSV. */
public final class SearchRoute extends AbstractHttpService {
  private static final Set<String> NAMES =
      Set.of(
          "q",
          "earliest",
          "latest",
          "size",
          "cursor",
          "fields",
          "timeout_ms",
          "timezone",
          "format");
  private static final int DEFAULT_SIZE = 100;
  private static final int DEFAULT_ROWS = 1_000;
  private static final MediaType NDJSON = MediaType.create("application", "x-ndjson");

  private final EventStore store;
  private final QueryApiConfig config;
  private final RegexCompiler regexes;
  private final InstantSource clock;
  private final Semaphore running;
  private final Cursors cursors = new Cursors();
  private final JsonFactory json = new JsonFactory();

  /** Over a store. */
  public SearchRoute(
      EventStore store, QueryApiConfig config, RegexCompiler regexes, InstantSource clock) {
    this.store = store;
    this.regexes = regexes;
    this.config = config;
    this.clock = clock;
    this.running = new Semaphore(config.concurrentSearches());
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
            () -> answer(Parameters.ofUrl(context, NAMES), accept, context),
            context.blockingTaskExecutor()));
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                body -> answer(Parameters.ofBody(body, NAMES), accept, context),
                context.blockingTaskExecutor()));
  }

  private HttpResponse answer(Parameters parameters, String accept, ServiceRequestContext context) {
    if (!running.tryAcquire()) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.TOO_MANY_REQUESTS.code(),
                  "too-many-searches",
                  "Too many searches at a time",
                  config.concurrentSearches() + " searches are running; come back in a moment")
              .retryAfter(1));
    }
    try {
      return search(parameters, accept, context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      running.release();
    }
  }

  private HttpResponse search(Parameters parameters, String accept, ServiceRequestContext context)
      throws IOException {
    ZoneId zone = zone(parameters.text("timezone"));
    Instant now = clock.instant();
    Pipeline pipeline = PipelineParser.parse(parameters.text("q"), now, zone, regexes);
    Query query = pipeline.search();
    TimeRange range =
        new TimeRange(
                time(parameters, "earliest", Long.MIN_VALUE, now, zone),
                time(parameters, "latest", Long.MAX_VALUE, now, zone))
            .within(query);
    boolean piped = !pipeline.commands().isEmpty();
    int size =
        parameters.number("size", piped ? DEFAULT_ROWS : DEFAULT_SIZE, 0, SearchRequest.MAX_SIZE);
    int timeout = (int) Math.min(config.timeout().toMillis(), Integer.MAX_VALUE);
    Duration patience =
        Duration.ofMillis(parameters.number("timeout_ms", timeout, 1, Integer.MAX_VALUE));
    // Relative times move on between pages, so a cursor belongs to the text that was asked.
    String asked =
        parameters.text("q")
            + '\n'
            + parameters.text("earliest")
            + '\n'
            + parameters.text("latest");
    var request =
        new SearchRequest(
            query,
            range.earliest(),
            range.latest(),
            size,
            parameters.has("cursor") && !piped
                ? cursors.read(parameters.text("cursor"), asked)
                : null,
            patience.compareTo(config.timeout()) > 0 ? config.timeout() : patience);
    if (piped) {
      var search =
          new PipeSearch(store, pipeline, request, now, zone, regexes, context::isCancelled);
      search.run();
      String form = parameters.has("format") ? parameters.text("format") : accept;
      var answer = new PipeAnswer(search);
      if (form.contains("csv")) {
        return answer.csv(parameters.list("fields"));
      }
      return form.contains("ndjson") ? answer.lines() : answer.whole();
    }
    SearchResult result = store.search(request);
    var fields = new HashSet<>(parameters.list("fields"));
    String next = result.next() == null ? "" : cursors.write(result.next(), asked);
    String format = parameters.has("format") ? parameters.text("format") : accept;
    if (format.contains("csv")) {
      return Csv.answer(result, parameters.list("fields"), next);
    }
    return format.contains("ndjson")
        ? lines(result, fields, next)
        : whole(request, result, fields, next);
  }

  private HttpResponse whole(
      SearchRequest request, SearchResult result, Set<String> fields, String next)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      summary(result, next, out);
      out.writeStringField("query", request.query().toString());
      out.writeObjectFieldStart("range");
      point("earliest", request.earliest(), out);
      point("latest", request.latest(), out);
      out.writeEndObject();
      out.writeArrayFieldStart("events");
      var events = new EventJson(fields);
      for (int row = 0; row < result.hits().size(); row++) {
        events.write(result.hits(), row, out);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private static void summary(SearchResult result, String next, JsonGenerator out)
      throws IOException {
    out.writeBooleanField("complete", result.complete());
    out.writeNumberField("took_ms", result.took().toMillis());
    out.writeObjectFieldStart("total");
    out.writeNumberField("value", result.total());
    out.writeStringField("relation", result.exact() ? "eq" : "gte");
    out.writeEndObject();
    out.writeArrayFieldStart("warnings");
    for (String warning : result.warnings()) {
      out.writeString(warning);
    }
    out.writeEndArray();
    if (next.isEmpty()) {
      out.writeNullField("next_cursor");
    } else {
      out.writeStringField("next_cursor", next);
    }
  }

  /** A line each; the last one says that it is the last, so that a cut answer shows. */
  private HttpResponse lines(SearchResult result, Set<String> fields, String next)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    var events = new EventJson(fields);
    for (int row = 0; row < result.hits().size(); row++) {
      try (JsonGenerator out = json.createGenerator(bytes)) {
        out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        events.write(result.hits(), row, out);
      }
      bytes.write('\n');
    }
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("type", "end");
      out.writeNumberField("count", result.hits().size());
      summary(result, next, out);
      out.writeEndObject();
    }
    bytes.write('\n');
    return HttpResponse.of(HttpStatus.OK, NDJSON, bytes.toByteArray());
  }

  private static void point(String name, long nanos, JsonGenerator out) throws IOException {
    boolean open = nanos == Long.MIN_VALUE || nanos == Long.MAX_VALUE;
    if (open) {
      out.writeNullField(name);
    } else {
      out.writeStringField(name, Nanos.format(nanos));
    }
  }

  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException _) {
      throw Parameters.bad(
          "timezone \"" + name + "\" is none; expecting a name such as UTC or Asia/Qatar");
    }
  }

  private static long time(
      Parameters parameters, String name, long otherwise, Instant now, ZoneId zone) {
    if (!parameters.has(name)) {
      return otherwise;
    }
    try {
      return QueryParser.parseTime(parameters.text(name), now, zone);
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(name + ": " + e.getMessage());
    }
  }
}
