package org.marsad.query.tail;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
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
import org.marsad.query.QueryApiConfig;
import org.marsad.query.route.Parameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/tail?q=QUERY}: events as they come that match, as server-sent events (WHATWG
 * HTML, section 9.2). {@code event} is one of them, in the JSON of searches; {@code state} says how
 * many were seen, matched, sent, left out because they were more than {@code rate} a second, and
 * missed because the client was too slow. A thread of its own for each, which the client's pace
 * holds back.
 */
public final class TailRoute extends AbstractHttpService {
  private static final Logger LOG = LoggerFactory.getLogger(TailRoute.class);
  private static final Set<String> NAMES = Set.of("q", "fields", "rate");
  private static final int DEFAULT_RATE = 500;
  private static final int MAX_RATE = 100_000;

  private final LiveTail tail;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final QueryApiConfig config;
  private final InstantSource clock;

  /** Over a tail. */
  public TailRoute(
      LiveTail tail,
      Schema schema,
      RegexCompiler regexes,
      QueryApiConfig config,
      InstantSource clock) {
    this.tail = tail;
    this.schema = schema;
    this.regexes = regexes;
    this.config = config;
    this.clock = clock;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    Parameters parameters = Parameters.ofUrl(context, NAMES);
    Matcher matcher =
        Matcher.compile(
            QueryParser.parse(parameters.text("q"), clock.instant(), ZoneOffset.UTC),
            schema,
            regexes);
    int rate = parameters.number("rate", DEFAULT_RATE, 1, MAX_RATE);
    if (tail.size() >= config.concurrentTails()) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.TOO_MANY_REQUESTS.code(),
                  "too-many-tails",
                  "Too many live tails at a time",
                  config.concurrentTails() + " are open; close one, or come back later")
              .retryAfter(5));
    }
    context.clearRequestTimeout();
    HttpResponseWriter response = HttpResponse.streaming();
    response.write(ResponseHeaders.of(HttpStatus.OK, "content-type", MediaType.EVENT_STREAM));
    Watcher watcher = tail.watch();
    var stream =
        new TailStream(
            watcher,
            matcher,
            Set.copyOf(parameters.list("fields")),
            rate,
            System::nanoTime,
            new Response(response));
    Thread.ofVirtual().name("marsad-tail").start(() -> run(stream, watcher, response));
    return response;
  }

  private static void run(TailStream stream, Watcher watcher, HttpResponseWriter response) {
    try (watcher) {
      stream.run();
    } catch (IOException | RuntimeException e) {
      LOG.error("a live tail failed", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    response.close();
  }

  /** The answer, which the client's pace holds back. */
  private record Response(HttpResponseWriter writer) implements TailStream.Output {
    @Override
    public boolean isOpen() {
      return writer.isOpen();
    }

    @Override
    public boolean write(byte[] bytes) throws InterruptedException {
      if (!writer.tryWrite(HttpData.wrap(bytes))) {
        return false;
      }
      try {
        writer.whenConsumed().get();
        return true;
      } catch (ExecutionException _) {
        return false;
      }
    }
  }
}
