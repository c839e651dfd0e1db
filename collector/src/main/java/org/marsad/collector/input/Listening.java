package org.marsad.collector.input;

import java.time.Duration;

/**
 * Where a {@link StreamInput} listens, for how many, and how patiently.
 *
 * @param host address to listen on
 * @param port 0 for any
 * @param maxConnections connections at a time
 * @param maxConnectionsPerPeer of them from one address
 * @param idleTimeout how long a connection may say nothing
 * @param greetingTimeout how long a proxy may take for its header
 * @param proxies whose connections begin with a PROXY header
 * @param security what of TLS is spoken
 */
record Listening(
    String host,
    int port,
    int maxConnections,
    int maxConnectionsPerPeer,
    Duration idleTimeout,
    Duration greetingTimeout,
    Networks proxies,
    Security security) {

  private static final Duration GREETING = Duration.ofSeconds(10);

  /** What of TLS is spoken at a port. */
  enum Security {
    /** None of it. */
    PLAIN,

    /** Nothing else. */
    TLS,

    /** Whatever the first bytes are. */
    EITHER
  }

  /** For senders that nobody stands in front of, without TLS. */
  static Listening plain(
      String host, int port, int maxConnections, int maxConnectionsPerPeer, Duration idleTimeout) {
    return new Listening(
        host,
        port,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        GREETING,
        Networks.NONE,
        Security.PLAIN);
  }

  /** The same behind these proxies. */
  Listening behind(Networks others) {
    return new Listening(
        host,
        port,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        greetingTimeout,
        others,
        security);
  }

  /** The same with TLS, or not. */
  Listening secured(Security other) {
    return new Listening(
        host,
        port,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        greetingTimeout,
        proxies,
        other);
  }
}
