package org.marsad.collector.input;

import java.time.Duration;
import java.util.List;
import org.marsad.collector.input.Listening.Security;
import org.marsad.model.config.ByteSize;

/**
 * Settings of syslog over TLS. What waits in memory for its end is at most {@code maxConnections}
 * times {@code maxFrame}.
 *
 * @param enabled whether it listens once it has a certificate
 * @param host address to listen on
 * @param port 0 for any
 * @param maxFrame the longest frame that is kept whole
 * @param maxConnections connections at a time; further ones are closed at once and counted
 * @param maxConnectionsPerPeer of them from one address
 * @param idleTimeout how long a connection may say nothing
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param proxyFrom addresses and networks whose connections begin with a PROXY header
 * @param tls certificates
 */
public record SyslogTlsConfig(
    boolean enabled,
    String host,
    int port,
    ByteSize maxFrame,
    int maxConnections,
    int maxConnectionsPerPeer,
    Duration idleTimeout,
    Duration frameTimeout,
    List<String> proxyFrom,
    TlsConfig tls) {

  public SyslogTlsConfig {
    proxyFrom = List.copyOf(proxyFrom);
    new Limits("syslog_tls")
        .stream(host, port, maxFrame, maxConnections, maxConnectionsPerPeer)
            .patience(idleTimeout, frameTimeout)
            .networks("proxy_from", proxyFrom)
            .check();
  }

  public static SyslogTlsConfig defaults() {
    return new SyslogTlsConfig(
        true,
        "127.0.0.1",
        6514,
        ByteSize.ofMiB(1),
        1_000,
        250,
        Duration.ofHours(24),
        Duration.ofMinutes(5),
        List.of(),
        TlsConfig.defaults());
  }

  /** Whether it is wanted and can listen. */
  public boolean listens() {
    return enabled && tls.hasCertificate();
  }

  /** The same on another port, with these certificates. */
  public SyslogTlsConfig with(int other, TlsConfig certificates) {
    return new SyslogTlsConfig(
        enabled,
        host,
        other,
        maxFrame,
        maxConnections,
        maxConnectionsPerPeer,
        idleTimeout,
        frameTimeout,
        proxyFrom,
        certificates);
  }

  /** The same for so many connections, from one address as well, with frames of this length. */
  public SyslogTlsConfig withLimits(ByteSize frame, int connections) {
    return new SyslogTlsConfig(
        enabled,
        host,
        port,
        frame,
        connections,
        connections,
        idleTimeout,
        frameTimeout,
        proxyFrom,
        tls);
  }

  Listening listening() {
    return Listening.plain(host, port, maxConnections, maxConnectionsPerPeer, idleTimeout)
        .behind(Networks.of(proxyFrom))
        .secured(Security.TLS);
  }
}
