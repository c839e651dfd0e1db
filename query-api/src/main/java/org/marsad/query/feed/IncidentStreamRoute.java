package org.marsad.query.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.marsad.model.event.Schema;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.QueryParser;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.IncidentRow;
import org.marsad.query.QueryApiConfig;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.route.IncidentJson;
import org.marsad.query.route.Parameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/incidents/stream?q=QUERY}: incidents as they come and change, as server-sent
 * events (WHATWG HTML, section 9.2) named {@code incident.new}, {@code incident.raised} and so on;
 * {@code state} tells how many were missed because the client was too slow. A thread of its own for
 * each.
 */
public final class IncidentStreamRoute extends AbstractHttpService {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentStreamRoute.class);
  private static final Set<String> NAMES = Set.of("q");
  private static final long PATIENCE_MILLIS = 500;
  private static final long ALIVE_NANOS = 15_000_000_000L;

  private final IncidentFeed feed;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final QueryApiConfig config;
  private final InstantSource clock;
  private final AuditLog audit;
  private final JsonFactory json = new JsonFactory();

  /** Over a feed. */
  public IncidentStreamRoute(
      IncidentFeed feed,
      Schema schema,
      RegexCompiler regexes,
      QueryApiConfig config,
      InstantSource clock,
      AuditLog audit) {
    this.feed = feed;
    this.schema = schema;
    this.regexes = regexes;
    this.config = config;
    this.clock = clock;
    this.audit = audit;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    Parameters parameters = Parameters.ofUrl(context, NAMES);
    String query = parameters.text("q");
    Matcher matcher =
        Matcher.compile(QueryParser.parse(query, clock.instant(), ZoneOffset.UTC), schema, regexes);
    if (feed.size() >= config.concurrentTails()) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.TOO_MANY_REQUESTS.code(),
                  "too-many-tails",
                  "Too many streams at a time",
                  config.concurrentTails() + " are open; close one, or come back later")
              .retryAfter(5));
    }
    audit.record(context, "incident.stream", query, true);
    context.clearRequestTimeout();
    HttpResponseWriter response = HttpResponse.streaming();
    response.write(ResponseHeaders.of(HttpStatus.OK, "content-type", MediaType.EVENT_STREAM));
    IncidentFeed.Watch watch = feed.watch();
    Thread.ofVirtual().name("marsad-incident-stream").start(() -> run(watch, matcher, response));
    return response;
  }

  private void run(IncidentFeed.Watch watch, Matcher matcher, HttpResponseWriter response) {
    try (watch) {
      long missed = 0;
      long wroteAt = System.nanoTime();
      boolean open = write(response, state(0));
      while (open) {
        IncidentFeed.Item item = watch.poll(PATIENCE_MILLIS);
        open = response.isOpen();
        if (item != null && matcher.matches(IncidentRow.of(item.incident(), schema), 0)) {
          open = write(response, event(item));
          wroteAt = System.nanoTime();
        } else if (watch.missed() != missed) {
          missed = watch.missed();
          open = write(response, state(missed));
        } else if (System.nanoTime() - wroteAt >= ALIVE_NANOS) {
          open = write(response, ":\n\n".getBytes(StandardCharsets.US_ASCII));
          wroteAt = System.nanoTime();
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("a stream of incidents failed", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    response.close();
  }

  private byte[] event(IncidentFeed.Item item) throws IOException {
    var bytes = new ByteArrayOutputStream();
    String head =
        "event: "
            + item.news()
            + "\nid: "
            + item.incident().id()
            + "."
            + item.incident().revision()
            + "\ndata: ";
    bytes.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    try (JsonGenerator out =
        json.createGenerator(bytes).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      IncidentJson.summary(item.incident(), out);
    }
    bytes.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
    return bytes.toByteArray();
  }

  private static byte[] state(long missed) {
    return ("event: state\ndata: {\"missed\":" + missed + "}\n\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean write(HttpResponseWriter response, byte[] bytes)
      throws InterruptedException {
    if (!response.tryWrite(HttpData.wrap(bytes))) {
      return false;
    }
    try {
      response.whenConsumed().get();
      return true;
    } catch (ExecutionException _) {
      return false;
    }
  }
}
