package org.marsad.server;

import java.time.Duration;

/**
 * Where the API listens, and what all ports for HTTP have in common.
 *
 * @param host address to listen on
 * @param port 0 for any
 * @param maxConnections connections at a time, for each port; further ones are closed at once
 * @param idleTimeout how long a connection may say nothing between its requests, and how long the
 *     head of a request may take
 */
public record HttpConfig(String host, int port, int maxConnections, Duration idleTimeout) {
  public HttpConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("http.port must be in 0..65535: " + port);
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "http.max_connections must be positive: " + maxConnections);
    }
    if (idleTimeout.toMillis() < 100) {
      throw new IllegalArgumentException(
          "http.idle_timeout must be at least 100ms: " + idleTimeout);
    }
  }

  /** On loopback. */
  public static HttpConfig at(int port) {
    return new HttpConfig("127.0.0.1", port, 10_000, Duration.ofSeconds(60));
  }
}
