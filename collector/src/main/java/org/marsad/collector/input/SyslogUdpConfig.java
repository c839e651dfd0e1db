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
    Ports.require("syslog_udp", port);
    if (receiveBuffer.bytes() > 1 << 30) {
      throw new IllegalArgumentException("syslog_udp.receive_buffer must be at most 1GiB");
    }
  }

  public static SyslogUdpConfig defaults() {
    return new SyslogUdpConfig(true, "127.0.0.1", 5514, ByteSize.ofMiB(4));
  }
}
