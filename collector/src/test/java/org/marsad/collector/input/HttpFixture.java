package org.marsad.collector.input;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceErrorHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBooks;
import org.marsad.model.config.ByteSize;
import org.marsad.model.metrics.Metrics;

/** The inputs over HTTP at a real port, in front of a log in memory, without tokens. */
final class HttpFixture implements AutoCloseable {
  static final EventsHttpConfig SMALL =
      new EventsHttpConfig(
          new ByteSize(64 << 10),
          new ByteSize(256 << 10),
          new ByteSize(4096),
          16,
          Duration.ofSeconds(2),
          100,
          Duration.ofHours(1));

  static final Duration MAX_LAG = Duration.ofMillis(10);

  private static final Duration IDLE = Duration.ofMillis(500);

  final MemoryLog log;
  final Metrics metrics = new Metrics();
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final Ingest ingest;
  private final Server server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HttpFixture(EventsHttpConfig config) throws IOException {
    this(config, new MemoryLog(), 64 << 20);
  }

  HttpFixture(EventsHttpConfig config, MemoryLog log, long budget) throws IOException {
    this(config, log, budget, MAX_LAG);
  }

  HttpFixture(EventsHttpConfig config, MemoryLog log, long budget, Duration maxLag)
      throws IOException {
    this.log = log;
    ingest = new Ingest(log, budget, budget, scheduler);
    InstantSource clock = InstantSource.system();
    var context = new InputContext(ingest, new SourceBooks(metrics), metrics, clock, maxLag);
    RequestKeys keys = RequestKeys.open(config, log, metrics, clock);
    var routes = new ArrayList<HttpRoute>();
    routes.add(new EventsHttpInput(config, context, keys).route());
    routes.add(new BulkHttpInput(config, context).route());
    routes.addAll(new HecHttpInput(config, context).routes());
    routes.add(new OtlpHttpInput(config, context).route());
    var elastic = new ElasticService();
    routes.add(elastic.shared());
    routes.add(elastic.alone());
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .idleTimeout(IDLE)
            .errorHandler(
                (_, thrown) ->
                    Thrown.problem(thrown)
                        .map(
                            problem ->
                                com.linecorp.armeria.common.HttpResponse.of(
                                    HttpStatus.valueOf(problem.status()),
                                    MediaType.PLAIN_TEXT_UTF_8,
                                    problem.detail()))
                        .orElse(null))
            .disableServerHeader()
            .disableDateHeader();
    for (HttpRoute route : routes) {
      for (String path : route.paths()) {
        var binding = builder.route().path(path).methods(route.methods());
        ServiceErrorHandler errors = route.errors();
        if (errors != null) {
          binding.errorHandler(errors);
        }
        binding.build(route.service());
      }
    }
    server = builder.build();
    server.start().join();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.activeLocalPort());
  }

  String url() {
    return "http://127.0.0.1:" + server.activeLocalPort();
  }

  /** Sends a request; headers are names and values in turn. */
  HttpResponse<String> send(HttpMethod method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method.name(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(HttpMethod.POST, path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  HttpResponse<String> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return send(HttpMethod.POST, path, body, headers);
  }

  /** How far behind those are who take events out of the log. */
  void lag(LongSupplier nanos) {
    ingest.lagOf(nanos);
  }

  /** The frames in the log, as text. */
  List<String> frames() {
    return log.frames().stream()
        .map(frame -> new String(frame.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void close() {
    server.stop();
    scheduler.shutdownNow();
    log.close();
  }
}
