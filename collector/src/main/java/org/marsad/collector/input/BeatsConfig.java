package org.marsad.collector.input;

import java.time.Duration;
import java.util.List;
import org.marsad.collector.frame.LumberjackLimits;
import org.marsad.model.config.ByteSize;

/**
 * Settings of Lumberjack, as Beats, Elastic Agent and Logstash speak it.
 *
 * @param enabled whether it listens
 * @param host address to listen on
 * @param port 0 for any
 * @param plain whether connections without TLS are taken; with TLS they are once there is a
 *     certificate
 * @param maxFrame the longest event that is kept whole
 * @param maxWaiting bytes of events whose end has not come, of all connections together
 * @param maxWindow events a window may announce
 * @param maxExpanded bytes that one compressed frame may become
 * @param maxRatio how many times its size a compressed frame may become
 * @param maxConnections connections at a time; further ones are closed at once and counted
 * @param maxConnectionsPerPeer of them from one address
 * @param keepAlive how often a sender that waits is told that we live, or how far we are
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param windowTimeout how long a window may stand still before it is full
 * @param idleTimeout how long a connection may say nothing
 * @param proxyFrom addresses and networks whose connections begin with a PROXY header
 * @param tls certificates
 */
public record BeatsConfig(
    boolean enabled,
    String host,
    int port,
    boolean plain,
    ByteSize maxFrame,
    ByteSize maxWaiting,
    int maxWindow,
    ByteSize maxExpanded,
    int maxRatio,
    int maxConnections,
    int maxConnectionsPerPeer,
    Duration keepAlive,
    Duration frameTimeout,
    Duration windowTimeout,
    Duration idleTimeout,
    List<String> proxyFrom,
    TlsConfig tls) {
  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofDays(365);

  public BeatsConfig {
    proxyFrom = List.copyOf(proxyFrom);
    new Limits("beats")
        .host(host)
        .port(port)
        .size("max_frame", maxFrame, new ByteSize(1024), ByteSize.ofMiB(16))
        .size("max_waiting", maxWaiting, ByteSize.ofMiB(1), ByteSize.ofMiB(4096))
        .number("max_window", maxWindow, 1, 100_000_000)
        .size("max_expanded", maxExpanded, new ByteSize(64 << 10), ByteSize.ofMiB(4096))
        .number("max_ratio", maxRatio, 1, 1_100)
        .number("max_connections", maxConnections, 1, 1_000_000)
        .number("max_connections_per_peer", maxConnectionsPerPeer, 1, 1_000_000)
        .duration("keep_alive", keepAlive, LEAST, Duration.ofHours(1))
        .duration("frame_timeout", frameTimeout, LEAST, MOST)
        .duration("window_timeout", windowTimeout, LEAST, MOST)
        .duration("idle_timeout", idleTimeout, Duration.ofSeconds(1), MOST)
        .networks("proxy_from", proxyFrom)
        .check();
  }

  public static BeatsConfig defaults() {
    return new BeatsConfig(
        true,
        "127.0.0.1",
        5044,
        true,
        ByteSize.ofMiB(4),
        ByteSize.ofMiB(64),
        1 << 20,
        ByteSize.ofMiB(256),
        500,
        1_000,
        250,
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        List.of(),
        TlsConfig.defaults());
  }

  /** The same on another port. */
  public BeatsConfig withPort(int other) {
    return new BeatsConfig(
        enabled,
        host,
        other,
        plain,
        maxFrame,
        maxWaiting,
        maxWindow,
        maxExpanded,
        maxRatio,
        maxConnections,
        maxConnectionsPerPeer,
        keepAlive,
        frameTimeout,
        windowTimeout,
        idleTimeout,
        proxyFrom,
        tls);
  }

  LumberjackLimits limits() {
    return new LumberjackLimits((int) maxFrame.bytes(), maxWindow, maxExpanded.bytes(), maxRatio);
  }

  Listening listening() {
    return Listening.plain(host, port, maxConnections, maxConnectionsPerPeer, idleTimeout)
        .behind(Networks.of(proxyFrom));
  }
}
