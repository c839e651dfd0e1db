package org.marsad.collector.input;

import java.time.Duration;
import java.util.List;
import org.marsad.model.config.ByteSize;

/**
 * Settings of GELF over TCP. What waits in memory for its end is at most {@code maxConnections}
 * times {@code maxFrame}.
 *
 * @param enabled whether it listens
 * @param host address to listen on
 * @param port 0 for any
 * @param plain whether connections without TLS are taken; with TLS they are once there is a
 *     certificate
 * @param maxFrame the longest message that is kept whole
 * @param maxConnections connections at a time; further ones are closed at once and counted
 * @param maxConnectionsPerPeer of them from one address
 * @param idleTimeout how long a connection may say nothing
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param proxyFrom addresses and networks whose connections begin with a PROXY header
 * @param tls certificates
 */
public record GelfTcpConfig(
    boolean enabled,
    String host,
    int port,
    boolean plain,
    ByteSize maxFrame,
    int maxConnections,
    int maxConnectionsPerPeer,
    Duration idleTimeout,
    Duration frameTimeout,
    List<String> proxyFrom,
    TlsConfig tls) {

  public GelfTcpConfig {
    proxyFrom = List.copyOf(proxyFrom);
    new Limits("gelf_tcp")
        .stream(host, port, maxFrame, maxConnections, maxConnectionsPerPeer)
            .patience(idleTimeout, frameTimeout)
            .networks("proxy_from", proxyFrom)
            .check();
  }

  public static GelfTcpConfig defaults() {
    return new GelfTcpConfig(
        true,
        "127.0.0.1",
        12_201,
        true,
        ByteSize.ofMiB(1),
        500,
        100,
        Duration.ofHours(24),
        Duration.ofMinutes(5),
        List.of(),
        TlsConfig.defaults());
  }

  /** The same on another port. */
  public GelfTcpConfig withPort(int other) {
    return new GelfTcpConfig(
        enabled,
        host,
        other,
        plain,
        maxFrame,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        frameTimeout,
        proxyFrom,
        tls);
  }

  /** The same for frames of this size, and so many connections, from one address as well. */
  public GelfTcpConfig withLimits(ByteSize frame, int connections) {
    return new GelfTcpConfig(
        enabled,
        host,
        port,
        plain,
        frame,
        connections,
        connections,
        idleTimeout,
        frameTimeout,
        proxyFrom,
        tls);
  }

  /** The same with these certificates, and without TLS or not. */
  public GelfTcpConfig withTls(TlsConfig certificates, boolean plainToo) {
    return new GelfTcpConfig(
        enabled,
        host,
        port,
        plainToo,
        maxFrame,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        frameTimeout,
        proxyFrom,
        certificates);
  }

  Listening listening() {
    return Listening.plain(host, port, maxConnections, maxConnectionsPerPeer, idleTimeout)
        .behind(Networks.of(proxyFrom));
  }
}
