package org.marsad.collector.input;

import org.marsad.model.config.ByteSize;

/**
 * Settings of syslog over UDP.
 *
 * @param enabled whether it listens
 * @param host address to listen on
 * @param port 0 for any
 * @param receiveBuffer what the kernel keeps while we are busy; it may grant less
 */
public record SyslogUdpConfig(boolean enabled, String host, int port, ByteSize receiveBuffer) {
  public SyslogUdpConfig {
    new Limits("syslog_udp")
        .host(host)
        .port(port)
        .size("receive_buffer", receiveBuffer, new ByteSize(4096), ByteSize.ofMiB(1024))
        .check();
  }

  public static SyslogUdpConfig defaults() {
    return new SyslogUdpConfig(true, "127.0.0.1", 5514, ByteSize.ofMiB(4));
  }

  /** The same on another port. */
  public SyslogUdpConfig withPort(int other) {
    return new SyslogUdpConfig(enabled, host, other, receiveBuffer);
  }

  /** The same, listening or not. */
  public SyslogUdpConfig withEnabled(boolean listens) {
    return new SyslogUdpConfig(listens, host, port, receiveBuffer);
  }
}
