package org.marsad.collector.input;

import java.time.Duration;
import org.marsad.model.config.ByteSize;

/**
 * Settings of syslog over TCP.
 *
 * @param enabled whether it listens
 * @param host address to listen on
 * @param port 0 for any
 * @param maxFrame the longest frame that is kept whole
 * @param maxConnections connections at a time; further ones are closed at once and counted
 * @param idleTimeout how long a connection may say nothing
 */
public record SyslogTcpConfig(
    boolean enabled,
    String host,
    int port,
    ByteSize maxFrame,
    int maxConnections,
    Duration idleTimeout) {

  public SyslogTcpConfig {
    Ports.require("syslog_tcp", port);
    if (maxFrame.bytes() < 480 || maxFrame.bytes() > 16 << 20) {
      throw new IllegalArgumentException(
          "syslog_tcp.max_frame must be in 480B..16MiB (RFC 5424 section 6.1): " + maxFrame);
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("syslog_tcp.max_connections must be positive");
    }
  }

  public static SyslogTcpConfig defaults() {
    return new SyslogTcpConfig(
        true, "127.0.0.1", 5514, new ByteSize(256 << 10), 10_000, Duration.ofHours(2));
  }
}
