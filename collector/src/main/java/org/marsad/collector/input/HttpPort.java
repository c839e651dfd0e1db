package org.marsad.collector.input;

import java.util.List;

/**
 * Services that have a port of their own besides the one of the API.
 *
 * @param name what people call it, and the name of its settings
 * @param config where
 * @param routes what is served there
 */
public record HttpPort(String name, HttpPortConfig config, List<HttpRoute> routes) {
  public HttpPort {
    routes = List.copyOf(routes);
  }
}
