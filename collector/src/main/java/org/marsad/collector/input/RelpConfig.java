package org.marsad.collector.input;

import java.time.Duration;
import java.util.List;
import org.marsad.model.config.ByteSize;

/**
 * Settings of RELP. What waits in memory for its end is at most {@code maxConnections} times {@code
 * maxFrame}.
 *
 * @param enabled whether it listens
 * @param host address to listen on
 * @param port 0 for any
 * @param plain whether connections without TLS are taken; with TLS they are once there is a
 *     certificate
 * @param maxFrame the longest message that is kept whole
 * @param window messages of a connection that may wait to be acknowledged; a sender that sends more
 *     is not read
 * @param maxConnections connections at a time; further ones are closed at once and counted
 * @param maxConnectionsPerPeer of them from one address
 * @param idleTimeout how long a connection may say nothing
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param proxyFrom addresses and networks whose connections begin with a PROXY header
 * @param tls certificates
 */
public record RelpConfig(
    boolean enabled,
    String host,
    int port,
    boolean plain,
    ByteSize maxFrame,
    int window,
    int maxConnections,
    int maxConnectionsPerPeer,
    Duration idleTimeout,
    Duration frameTimeout,
    List<String> proxyFrom,
    TlsConfig tls) {

  public RelpConfig {
    proxyFrom = List.copyOf(proxyFrom);
    new Limits("relp")
        .stream(host, port, maxFrame, maxConnections, maxConnectionsPerPeer)
            .number("window", window, 1, 1_000_000)
            .patience(idleTimeout, frameTimeout)
            .networks("proxy_from", proxyFrom)
            .check();
  }

  public static RelpConfig defaults() {
    return new RelpConfig(
        true,
        "127.0.0.1",
        2514,
        true,
        ByteSize.ofMiB(1),
        10_000,
        1_000,
        250,
        Duration.ofHours(24),
        Duration.ofMinutes(5),
        List.of(),
        TlsConfig.defaults());
  }

  /** The same on another port. */
  public RelpConfig withPort(int other) {
    return new RelpConfig(
        enabled,
        host,
        other,
        plain,
        maxFrame,
        window,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        frameTimeout,
        proxyFrom,
        tls);
  }

  /** The same for so many connections, from one address as well, and these bounds for each. */
  public RelpConfig withLimits(ByteSize frame, int messages, int connections) {
    return new RelpConfig(
        enabled,
        host,
        port,
        plain,
        frame,
        messages,
        connections,
        connections,
        idleTimeout,
        frameTimeout,
        proxyFrom,
        tls);
  }

  Listening listening() {
    return Listening.plain(host, port, maxConnections, maxConnectionsPerPeer, idleTimeout)
        .behind(Networks.of(proxyFrom));
  }
}
