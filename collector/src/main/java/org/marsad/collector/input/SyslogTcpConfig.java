package org.marsad.collector.input;

import java.time.Duration;
import java.util.List;
import org.marsad.model.config.ByteSize;

/**
 * Settings of syslog over TCP. What waits in memory for its end is at most {@code maxConnections}
 * times {@code maxFrame}.
 *
 * @param enabled whether it listens
 * @param host address to listen on
 * @param port 0 for any
 * @param maxFrame the longest frame that is kept whole
 * @param maxConnections connections at a time; further ones are closed at once and counted
 * @param maxConnectionsPerPeer of them from one address
 * @param idleTimeout how long a connection may say nothing
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param proxyFrom addresses and networks whose connections begin with a PROXY header
 */
public record SyslogTcpConfig(
    boolean enabled,
    String host,
    int port,
    ByteSize maxFrame,
    int maxConnections,
    int maxConnectionsPerPeer,
    Duration idleTimeout,
    Duration frameTimeout,
    List<String> proxyFrom) {

  public SyslogTcpConfig {
    proxyFrom = List.copyOf(proxyFrom);
    new Limits("syslog_tcp")
        .stream(host, port, maxFrame, maxConnections, maxConnectionsPerPeer)
            .patience(idleTimeout, frameTimeout)
            .networks("proxy_from", proxyFrom)
            .check();
  }

  public static SyslogTcpConfig defaults() {
    return new SyslogTcpConfig(
        true,
        "127.0.0.1",
        5514,
        ByteSize.ofMiB(1),
        1_000,
        250,
        Duration.ofHours(24),
        Duration.ofMinutes(5),
        List.of());
  }

  /** The same on another port. */
  public SyslogTcpConfig withPort(int other) {
    return new SyslogTcpConfig(
        enabled,
        host,
        other,
        maxFrame,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        frameTimeout,
        proxyFrom);
  }

  /** The same for so many connections, from one address as well, with frames of this length. */
  public SyslogTcpConfig withLimits(ByteSize frame, int connections) {
    return new SyslogTcpConfig(
        enabled, host, port, frame, connections, connections, idleTimeout, frameTimeout, proxyFrom);
  }

  /** The same behind these proxies. */
  public SyslogTcpConfig withProxyFrom(List<String> networks) {
    return new SyslogTcpConfig(
        enabled,
        host,
        port,
        maxFrame,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        frameTimeout,
        networks);
  }

  /** The same with this patience for a frame. */
  public SyslogTcpConfig withFrameTimeout(Duration patience) {
    return new SyslogTcpConfig(
        enabled,
        host,
        port,
        maxFrame,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        patience,
        proxyFrom);
  }

  Listening listening() {
    return Listening.plain(host, port, maxConnections, maxConnectionsPerPeer, idleTimeout)
        .behind(Networks.of(proxyFrom));
  }
}
