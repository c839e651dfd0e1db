package org.marsad.collector.input;

import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;

/** Syslog over TCP (RFC 6587): each connection is a {@link SyslogConnection}. */
public final class SyslogTcpInput {
  /** The name of its origins. */
  public static final String NAME = "syslog-tcp";

  private SyslogTcpInput() {}

  /** Opens the port; where it cannot be had Netty throws the reason, checked or not. */
  public static Input open(SyslogTcpConfig config, EventLoops loops, InputContext context) {
    int maxFrame = (int) config.maxFrame().bytes();
    return StreamInput.open(
        NAME,
        config.listening(),
        loops,
        context,
        (channel, peer, _) -> {
          Origin origin = Origin.of(NAME, Transport.TCP, peer);
          return new SyslogConnection(channel, origin, maxFrame, config.frameTimeout(), context);
        });
  }
}
