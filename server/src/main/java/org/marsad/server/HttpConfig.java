package org.marsad.server;

/**
 * Where the API listens.
 *
 * @param host address to listen on
 * @param port 0 for any
 */
public record HttpConfig(String host, int port) {
  public HttpConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("http.port must be in 0..65535: " + port);
    }
  }
}
