package org.marsad.collector.input;

import java.time.Duration;
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
 */
public record SyslogTcpConfig(
    boolean enabled,
    String host,
    int port,
    ByteSize maxFrame,
    int maxConnections,
    int maxConnectionsPerPeer,
    Duration idleTimeout) {

  /** RFC 5424 section 6.1: what every receiver must be able to take. */
  private static final ByteSize LEAST_FRAME = new ByteSize(480);

  public SyslogTcpConfig {
    new Limits("syslog_tcp")
        .host(host)
        .port(port)
        .size("max_frame", maxFrame, LEAST_FRAME, ByteSize.ofMiB(16))
        .number("max_connections", maxConnections, 1, 1_000_000)
        .number("max_connections_per_peer", maxConnectionsPerPeer, 1, 1_000_000)
        .duration("idle_timeout", idleTimeout, Duration.ofSeconds(1), Duration.ofDays(365))
        .check();
  }

  public static SyslogTcpConfig defaults() {
    return new SyslogTcpConfig(
        true, "127.0.0.1", 5514, new ByteSize(64 << 10), 1_000, 250, Duration.ofHours(24));
  }

  /** The same on another port. */
  public SyslogTcpConfig withPort(int other) {
    return new SyslogTcpConfig(
        enabled, host, other, maxFrame, maxConnections, maxConnectionsPerPeer, idleTimeout);
  }

  /** The same, listening or not. */
  public SyslogTcpConfig withEnabled(boolean listens) {
    return new SyslogTcpConfig(
        listens, host, port, maxFrame, maxConnections, maxConnectionsPerPeer, idleTimeout);
  }

  Listening listening() {
    return Listening.plain(host, port, maxConnections, maxConnectionsPerPeer, idleTimeout);
  }
}
