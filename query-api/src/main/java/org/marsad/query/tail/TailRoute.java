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
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.marsad.model.command.PipelineParser;
import org.marsad.model.event.Schema;
import org.marsad.model.expr.Env;
import org.marsad.model.lookup.LookupTable;
import org.marsad.model.pipe.Command;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Surroundings;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.model.query.Matcher;
import org.marsad.model.query.RegexCompiler;
import org.marsad.query.QueryApiConfig;
import org.marsad.query.route.Parameters;
import org.marsad.query.route.RowJson;
import org.marsad.query.shelf.Shelf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/tail?q=QUERY}: events as they come that match, or what commands that look at
 * each alone make of them, as server-sent events (WHATWG HTML, section 9.2). {@code event} is one
 * of them, in the JSON of searches; {@code state} says how many were seen, matched, sent, left out
 * because they were more than {@code rate} a second, and missed because the client was too slow. A
 * thread of its own for each, which the client's pace holds back.
 */
public final class TailRoute extends AbstractHttpService {
  private static final Logger LOG = LoggerFactory.getLogger(TailRoute.class);
  private static final Set<String> NAMES = Set.of("q", "fields", "rate");
  private static final int DEFAULT_RATE = 500;
  private static final int MAX_RATE = 100_000;

  private final LiveTail tail;
  private final Schema schema;
  private final RegexCompiler regexes;
  private final Shelf shelf;
  private final QueryApiConfig config;
  private final InstantSource clock;

  /**
   * Over a tail.
   *
   * @param shelf tables and saved searches
   */
  public TailRoute(
      LiveTail tail,
      Schema schema,
      RegexCompiler regexes,
      Shelf shelf,
      QueryApiConfig config,
      InstantSource clock) {
    this.tail = tail;
    this.shelf = shelf;
    this.schema = schema;
    this.regexes = regexes;
    this.config = config;
    this.clock = clock;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    Parameters parameters = Parameters.ofUrl(context, NAMES);
    Instant now = clock.instant();
    Pipeline pipeline =
        PipelineParser.parse(parameters.text("q"), now, ZoneOffset.UTC, regexes, shelf.searches());
    Matcher matcher = Matcher.compile(pipeline.search(), schema, regexes);
    LiveCommands commands = commands(pipeline, now);
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
            commands,
            new RowJson(
                pipeline.isTable() ? pipeline.columns() : null,
                parameters.list("fields"),
                pipeline.commands().isEmpty()),
            rate,
            System::nanoTime,
            new Response(response));
    Thread.ofVirtual().name("marsad-tail").start(() -> run(stream, watcher, response));
    return response;
  }

  private LiveCommands commands(Pipeline pipeline, Instant now) {
    for (Command command : pipeline.commands()) {
      if (command.kind() != Command.Kind.EACH || command.toString().startsWith("incidents")) {
        throw new ProblemException(
            Problem.of(
                400,
                "query-refused",
                "The query cannot be run",
                "\""
                    + command
                    + "\" cannot run here; a tail takes commands that look at each alone,"
                    + " such as where, eval, table, rex, lookup"));
      }
    }
    var env = new Env(now, ZoneOffset.UTC, regexes);
    return LiveCommands.of(pipeline, new Run(env, config.limits(), new Beside(), () -> false));
  }

  /** What commands reach: the tables. Incidents are not looked up for each event that comes. */
  private final class Beside implements Surroundings {
    @Override
    public @Nullable LookupTable table(String name) throws IOException {
      return shelf.tables().table(name);
    }

    @Override
    public List<String> tables() {
      try {
        return shelf.tables().names();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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
