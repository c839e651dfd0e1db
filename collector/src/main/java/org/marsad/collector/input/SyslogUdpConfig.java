package org.marsad.collector.input;

import org.marsad.model.config.ByteSize;

/**
 * Settings of syslog over UDP.
 *
 * @param enabled whether it listens
 * @param host address to listen on
 * @param port 0 for any
 * @param sockets sockets that share the port, each read by a thread of its own if there are as
 *     many; the kernel gives all datagrams of one sender's port to the same one
 * @param receiveBuffer what the kernel keeps for each while we are busy; it may grant less
 */
public record SyslogUdpConfig(
    boolean enabled, String host, int port, int sockets, ByteSize receiveBuffer) {
  public SyslogUdpConfig {
    new Limits("syslog_udp")
        .host(host)
        .port(port)
        .number("sockets", sockets, 1, 64)
        .size("receive_buffer", receiveBuffer, new ByteSize(4096), ByteSize.ofMiB(1024))
        .check();
  }

  public static SyslogUdpConfig defaults() {
    return new SyslogUdpConfig(true, "127.0.0.1", 5514, 1, ByteSize.ofMiB(64));
  }

  /** The same on another port. */
  public SyslogUdpConfig withPort(int other) {
    return new SyslogUdpConfig(enabled, host, other, sockets, receiveBuffer);
  }

  /** The same with so many sockets. */
  public SyslogUdpConfig withSockets(int count) {
    return new SyslogUdpConfig(enabled, host, port, count, receiveBuffer);
  }
}
