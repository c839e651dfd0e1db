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
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.query.Highlighter;
import org.marsad.model.query.Query;
import org.marsad.model.store.SearchRequest;
import org.marsad.model.store.SearchResult;
import org.marsad.query.QueryApiConfig;
import org.marsad.query.auth.Guard;
import org.marsad.query.shelf.KeptQuestions;

/** {@code GET} and {@code POST /api/v1/search}: as JSON, as lines of JSON, or as CSV. */
final class SearchRoute extends AbstractHttpService {
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
          "format",
          "highlight",
          "on_timeout");

  /** The parameters that say of which time a question is. */
  private static final List<String> WHEN = List.of("earliest", "latest", "timezone");

  private static final int WIDE = 4;

  /** How long after an answer who asked may ask again, in nanoseconds. */
  private static final long MOMENT = 500_000_000;

  /** About how many bytes an event becomes, and what stands before the first. */
  private static final int USUAL_EVENT = 1_792;

  private static final int USUAL_HEAD = 1_024;
  private static final int MOST_AT_ONCE = 1 << 20;
  private static final int DEFAULT_SIZE = 100;
  private static final int DEFAULT_ROWS = 1_000;
  private static final MediaType NDJSON = MediaType.create("application", "x-ndjson");

  private final Asking asking;
  private final LongSupplier end;
  private final QueryApiConfig config;
  private final KeptQuestions questions;
  private final Semaphore running;
  private final Cursors cursors = new Cursors();
  private final JsonFactory json = new JsonFactory();
  private volatile long askedAt = System.nanoTime() - MOMENT;

  /**
   * Over the store that searches are asked of.
   *
   * @param end the id that the next event will have
   * @param questions is told what people ask
   */
  SearchRoute(Asking asking, LongSupplier end, QueryApiConfig config, KeptQuestions questions) {
    this.questions = questions;
    this.asking = asking;
    this.end = end;
    this.config = config;
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

  /**
   * Answers a question that nobody asked, to nobody.
   *
   * @param range {@code earliest} and {@code latest}, or nothing
   * @param patience the longest it may take
   * @param gone whether it is to end sooner
   */
  void rehearse(String question, Map<String, String> range, Duration patience, BooleanSupplier gone)
      throws IOException {
    var parameters = new HashMap<>(range);
    parameters.put("q", question);
    Asked read = asking.read(Parameters.of(parameters), patience);
    Asked asked = read.with(read.request().sized(DEFAULT_SIZE));
    if (asked.isPiped()) {
      PipeSearch piped = asking.search(asked, gone);
      piped.run();
      HttpResponse _ = new PipeAnswer(piped).whole();
    } else {
      SearchResult result = asking.store().search(asked.request(), gone);
      HttpResponse _ = whole(asked, result, new EventJson(Set.of(), null), "");
    }
  }

  /** When the newest event is from; the beginning of 1970 if there is none. */
  Instant newest() throws IOException {
    Asked everything = asking.read(Parameters.of(Map.of("q", "*")), config.timeout());
    SearchResult newest = asking.store().search(everything.request().sized(1));
    return newest.hits().size() == 0 ? Instant.EPOCH : Nanos.instant(newest.hits().timestamp(0));
  }

  /** Whether so many searches may run that one more over the port keeps nobody else out. */
  boolean isWide() {
    return config.concurrentSearches() >= WIDE;
  }

  /** Whether somebody's search is running, or was a moment ago, so that the next may come. */
  boolean isWanted() {
    return running.availablePermits() < config.concurrentSearches()
        || System.nanoTime() - askedAt < MOMENT;
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
      if (!isOurs(context)) {
        askedAt = System.nanoTime();
      }
      running.release();
    }
  }

  private HttpResponse search(Parameters parameters, String accept, ServiceRequestContext context)
      throws IOException {
    // The pages of a cursor look at what there was when the first was asked for.
    String owner = Guard.user(context) + '\n' + Asking.text(parameters);
    Cursors.Place place =
        parameters.has("cursor") ? cursors.read(parameters.text("cursor"), owner) : null;
    Asked asked =
        place == null
            ? asking.read(parameters, config.timeout())
            : asking.read(parameters, config.timeout(), Nanos.instant(place.now()));
    int size =
        parameters.number(
            "size", asked.isPiped() ? DEFAULT_ROWS : DEFAULT_SIZE, 0, SearchRequest.MAX_SIZE);
    SearchRequest request = asked.request().sized(size);
    String form = parameters.has("format") ? parameters.text("format") : accept;
    if (place == null && !isOurs(context)) {
      questions.add(question(parameters));
    }
    if (asked.isPiped()) {
      return piped(asked.with(request), form, parameters, context);
    }
    SearchResult result =
        asking
            .store()
            .search(place == null ? request : behind(request, place), context::isCancelled);
    patience(result.complete(), parameters);
    if (place != null) {
      result = counted(result, place);
    }
    long now = Nanos.of(asked.now());
    SearchRequest.Cursor last = result.next();
    String next =
        last == null
            ? ""
            : cursors.write(
                new Cursors.Place(
                    last,
                    place == null ? end.getAsLong() : place.end(),
                    now,
                    result.total(),
                    result.exact()),
                owner);
    var events =
        new EventJson(
            new HashSet<>(parameters.list("fields")),
            parameters.text("highlight").equals("true")
                ? Highlighter.compile(asked.pipeline().search(), asking.schema(), asking.regexes())
                : null);
    if (form.contains("csv")) {
      return Csv.answer(result, parameters.list("fields"), next);
    }
    return form.contains("ndjson")
        ? lines(result, events, asking.warnings(asked), next)
        : whole(asked.with(request), result, events, next);
  }

  private HttpResponse piped(
      Asked asked, String form, Parameters parameters, ServiceRequestContext context)
      throws IOException {
    PipeSearch search = asking.search(asked, context::isCancelled);
    search.run();
    patience(search.about().partialReasons().isEmpty(), parameters);
    var answer = new PipeAnswer(search);
    if (form.contains("csv")) {
      return answer.csv(parameters.list("fields"));
    }
    return form.contains("ndjson") ? answer.lines() : answer.whole();
  }

  private static boolean isOurs(ServiceRequestContext context) {
    return Guard.user(context).equals(SearchRoutes.OURSELVES);
  }

  private static KeptQuestions.Question question(Parameters parameters) {
    var when = new HashMap<String, String>();
    for (String name : WHEN) {
      if (parameters.has(name)) {
        when.put(name, parameters.text(name));
      }
    }
    return new KeptQuestions.Question(parameters.text("q"), when);
  }

  /** Who wants all or nothing gets nothing. */
  private static void patience(boolean complete, Parameters parameters) {
    String wanted = parameters.text("on_timeout");
    if (!wanted.isEmpty() && !wanted.equals("partial") && !wanted.equals("fail")) {
      throw Parameters.bad("on_timeout \"" + wanted + "\" is none; expecting partial or fail");
    }
    if (!complete && wanted.equals("fail")) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.SERVICE_UNAVAILABLE.code(),
              "not-complete",
              "The answer would not be complete",
              "a limit cut it; ask for less, or for what there is with on_timeout=partial"));
    }
  }

  /** The next page: nothing that came since the first. */
  private static SearchRequest behind(SearchRequest request, Cursors.Place place) {
    var before = new Query.Bound(Long.toString(place.end()), false);
    var known = new Query.Range(Fields.ID.name(), null, before);
    Query query =
        request.query() instanceof Query.All
            ? known
            : new Query.And(List.of(request.query(), known));
    return new SearchRequest(
            query,
            request.earliest(),
            request.latest(),
            request.size(),
            place.after(),
            request.timeout())
        .until(place.after());
  }

  /** With what the first page counted. */
  private static SearchResult counted(SearchResult result, Cursors.Place place) {
    return new SearchResult(
        result.hits(),
        place.total(),
        place.exact(),
        result.complete(),
        result.warnings(),
        result.next(),
        result.took());
  }

  private HttpResponse whole(Asked asked, SearchResult result, EventJson events, String next)
      throws IOException {
    int usual = Math.min(result.hits().size() * USUAL_EVENT, MOST_AT_ONCE) + USUAL_HEAD;
    var bytes = new ByteArrayOutputStream(usual);
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      summary(result, asking.warnings(asked), next, out);
      out.writeStringField("query", asked.pipeline().search().toString());
      out.writeObjectFieldStart("range");
      point("earliest", asked.request().earliest(), out);
      point("latest", asked.request().latest(), out);
      out.writeEndObject();
      out.writeArrayFieldStart("events");
      for (int row = 0; row < result.hits().size(); row++) {
        events.write(result.hits(), row, out);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, bytes.toByteArray());
  }

  private static void summary(
      SearchResult result, List<String> warnings, String next, JsonGenerator out)
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
    for (String warning : warnings) {
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
  private HttpResponse lines(
      SearchResult result, EventJson events, List<String> warnings, String next)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
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
      summary(result, warnings, next, out);
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
}
