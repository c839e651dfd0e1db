package org.marsad.collector.input;

import java.time.Duration;
import java.util.List;
import org.marsad.model.query.Network;

/**
 * Where a {@link StreamInput} listens, for how many, and how patiently.
 *
 * @param host address to listen on
 * @param port 0 for any
 * @param maxConnections connections at a time
 * @param maxConnectionsPerPeer of them from one address
 * @param idleTimeout how long a connection may say nothing
 * @param handshakeTimeout how long it may take until the first byte of the protocol can come
 * @param proxies the networks whose connections begin with a PROXY header
 */
record Listening(
    String host,
    int port,
    int maxConnections,
    int maxConnectionsPerPeer,
    Duration idleTimeout,
    Duration handshakeTimeout,
    List<Network> proxies) {

  /** For a protocol that begins at once, from senders that nobody stands in front of. */
  static Listening plain(
      String host, int port, int maxConnections, int maxConnectionsPerPeer, Duration idleTimeout) {
    return new Listening(
        host,
        port,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        Duration.ofSeconds(10),
        List.of());
  }
}
