package org.marsad.collector.input;

/**
 * A port of its own for senders who expect their protocol where its server usually is.
 *
 * @param enabled whether it listens
 * @param host address to listen on
 * @param port 0 for any
 */
public record HttpPortConfig(boolean enabled, String host, int port) {
  public HttpPortConfig {
    new Limits("port of its own").host(host).port(port).check();
  }

  /** On loopback. */
  public static HttpPortConfig at(int port) {
    return new HttpPortConfig(true, "127.0.0.1", port);
  }
}
