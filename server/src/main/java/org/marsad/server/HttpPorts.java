package org.marsad.server;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceErrorHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.collector.input.HttpAcceptor;
import org.marsad.collector.input.HttpConnections;
import org.marsad.collector.input.HttpPort;
import org.marsad.collector.input.HttpPortConfig;
import org.marsad.collector.input.HttpRoute;
import org.marsad.model.metrics.Metrics;
import org.marsad.query.QueryApi;
import org.marsad.query.auth.Role;
import org.marsad.query.auth.Unhurried;

/**
 * The ports for HTTP: the one with everything, and those where senders of other products look for
 * theirs. All share their threads, and ask for the same tokens. Opened, started and closed by one
 * thread.
 */
final class HttpPorts {
  private static final int MAX_HEAD = 16 << 10;

  /** How long a connection may still bring requests when it was told that it ends. */
  private static final Duration DRAIN = Duration.ofMillis(100);

  /** A part of a body: each is handed to the thread that waits for it. */
  private static final int CHUNK = 64 << 10;

  private final HttpConfig config;
  private final Duration timeout;
  private final Metrics metrics;
  private final Server api;
  private final Map<HttpPort, Server> others = new LinkedHashMap<>();

  /**
   * Binds everything; no port is open yet.
   *
   * @param timeout the longest a request may take that has no limit of its own
   */
  HttpPorts(
      HttpConfig config,
      Duration timeout,
      QueryApi api,
      List<HttpRoute> routes,
      List<HttpPort> ports,
      Metrics metrics) {
    this.config = config;
    this.timeout = timeout;
    this.metrics = metrics;
    ServerBuilder builder = builder("http", config.host(), config.port());
    api.bind(builder);
    routes.forEach(route -> bind(route, api, builder));
    this.api = builder.build();
    for (HttpPort port : ports) {
      ServerBuilder other =
          builder(port.name().replace('_', '-'), port.config().host(), port.config().port());
      api.protect(other);
      port.routes().forEach(route -> bind(route, api, other));
      others.put(port, other.build());
    }
  }

  private ServerBuilder builder(String name, String host, int port) {
    return HttpAcceptor.with(Server.builder())
        .http(new InetSocketAddress(host, port))
        .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(1))
        .connectionDrainDuration(DRAIN)
        .requestTimeout(timeout)
        // In one registry several servers count under the same names, and warn of each other.
        .meterRegistry(new SimpleMeterRegistry())
        .idleTimeout(config.idleTimeout())
        // Senders who were refused early may go on: some miss the answer if they are cut off.
        .requestAutoAbortDelay(Unhurried.PATIENCE)
        .childChannelPipelineCustomizer(new HttpConnections(name, config.maxConnections(), metrics))
        .http1MaxChunkSize(CHUNK)
        .http1MaxHeaderSize(MAX_HEAD)
        .http2MaxHeaderListSize(MAX_HEAD)
        // What a user did wrong is told to the user; bugs are logged where they are told.
        .unloggedExceptionsReportInterval(Duration.ZERO)
        .disableServerHeader()
        .disableDateHeader();
  }

  /** Binds a service for events where its senders look for it. */
  private static void bind(HttpRoute route, QueryApi api, ServerBuilder builder) {
    HttpService service =
        route.open() ? api.open(route.service()) : api.guard(Role.INGEST, route.service());
    for (String path : route.paths()) {
      var binding = builder.route().path(path).methods(route.methods());
      ServiceErrorHandler errors = route.errors();
      if (errors != null) {
        binding.errorHandler(errors);
      }
      binding.build(service);
    }
  }

  /**
   * Opens the ports.
   *
   * @throws IOException if one cannot be had, with its name and what to do
   */
  void start() throws IOException {
    start(api, "http", config.port());
    for (Map.Entry<HttpPort, Server> other : others.entrySet()) {
      HttpPort port = other.getKey();
      start(other.getValue(), "collector." + port.name(), port.config().port());
    }
  }

  private static void start(Server server, String name, int port) throws IOException {
    try {
      server.start().join();
    } catch (RuntimeException e) {
      throw new IOException(
          "cannot listen for " + name + " on port " + port + ": " + reason(e, name), e);
    }
  }

  /** The native transport tells a port that is taken by its text alone. */
  private static String reason(Throwable thrown, String name) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("already in use")) {
        return "another program has it; set " + name + ".port, or end that program";
      }
    }
    return String.valueOf(thrown.getMessage());
  }

  /** The port of the API. */
  int port() {
    return api.activeLocalPort();
  }

  /** Where the others listen, by name. */
  Map<String, InetSocketAddress> addresses() {
    var addresses = new LinkedHashMap<String, InetSocketAddress>();
    others.forEach(
        (port, server) -> {
          HttpPortConfig where = port.config();
          addresses.put(
              port.name().replace('_', '-'),
              new InetSocketAddress(where.host(), server.activeLocalPort()));
        });
    return addresses;
  }

  /** Takes no new requests and ends those under way. */
  void stop() {
    others.values().forEach(Server::stop);
    api.stop().join();
    others.values().forEach(server -> server.stop().join());
  }
}
