package org.marsad.query.route;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.marsad.model.problem.Problem;
import org.marsad.model.problem.ProblemException;
import org.marsad.query.ExportConfig;
import org.marsad.query.auth.AuditLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET} and {@code POST /api/v1/search/export}: all rows of a search as JSON lines or CSV,
 * see {@link ExportStream}. A thread of its own for each.
 */
final class SearchExportRoute extends AbstractHttpService {
  private static final Logger LOG = LoggerFactory.getLogger(SearchExportRoute.class);
  private static final Set<String> NAMES = names();

  private final Asking asking;
  private final ExportConfig config;
  private final AuditLog audit;
  private final Semaphore running;

  SearchExportRoute(Asking asking, ExportConfig config, AuditLog audit) {
    this.asking = asking;
    this.config = config;
    this.audit = audit;
    this.running = new Semaphore(config.concurrent());
  }

  /** How many run. */
  int running() {
    return config.concurrent() - running.availablePermits();
  }

  private static Set<String> names() {
    var names = new HashSet<>(Asking.NAMES);
    names.addAll(List.of("fields", "size", "format"));
    return names;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
            () -> start(Parameters.ofUrl(context, NAMES), accept, context),
            context.blockingTaskExecutor()));
  }

  @Override
  protected HttpResponse doPost(ServiceRequestContext context, HttpRequest request) {
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                body -> start(Parameters.ofBody(body, NAMES), accept, context),
                context.blockingTaskExecutor()));
  }

  private HttpResponse start(Parameters parameters, String accept, ServiceRequestContext context) {
    boolean csv = isCsv(parameters.has("format") ? parameters.text("format") : accept);
    int most = parameters.number("size", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    Asked asked = asking.read(parameters, config.timeout());
    HttpResponseWriter response = HttpResponse.streaming();
    var outlet = new Outlet.Http(response);
    PipeSearch search = asking.search(asked, () -> !outlet.isOpen());
    search.check();
    var stream =
        new ExportStream(
            search,
            parameters.list("fields"),
            csv,
            most == Integer.MAX_VALUE ? Long.MAX_VALUE : most,
            outlet,
            System::nanoTime);
    if (!running.tryAcquire()) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.TOO_MANY_REQUESTS.code(),
                  "too-many-exports",
                  "Too many exports at a time",
                  config.concurrent() + " are running; come back later")
              .retryAfter(10));
    }
    audit.record(context, "search.export", asked.pipeline().toString(), true);
    context.clearRequestTimeout();
    response.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(csv ? MediaType.CSV_UTF_8 : PipeAnswer.NDJSON)
            .add(
                HttpHeaderNames.CONTENT_DISPOSITION,
                "attachment; filename=\"rows." + (csv ? "csv" : "ndjson") + "\"")
            .build());
    Thread.ofPlatform().daemon().name("marsad-export").start(() -> run(stream, response));
    return response;
  }

  private static boolean isCsv(String format) {
    if (format.contains("csv")) {
      return true;
    }
    if (format.isEmpty() || format.contains("json") || format.contains("*")) {
      return false;
    }
    throw Parameters.bad("format \"" + format + "\" is none; expecting ndjson or csv");
  }

  /** The answer has begun: what goes wrong now shows by the last line that is not there. */
  private void run(ExportStream stream, HttpResponseWriter response) {
    try {
      stream.run();
      response.close();
    } catch (IOException | RuntimeException e) {
      LOG.error("an export failed", e);
      response.close(e);
    } finally {
      running.release();
    }
  }
}
