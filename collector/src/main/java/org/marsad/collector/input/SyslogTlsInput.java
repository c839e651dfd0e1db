package org.marsad.collector.input;

import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;

/**
 * Syslog over TLS (RFC 5425): each connection is a {@link SyslogConnection}. What the sender's
 * certificate says it is becomes the identity of its origin.
 */
public final class SyslogTlsInput {
  /** The name of its origins. */
  public static final String NAME = "syslog-tls";

  private SyslogTlsInput() {}

  /**
   * Opens the port; where it cannot be had Netty throws the reason, checked or not.
   *
   * @throws IllegalArgumentException if the certificate cannot be used
   */
  public static Input open(SyslogTlsConfig config, EventLoops loops, InputContext context) {
    int maxFrame = (int) config.maxFrame().bytes();
    return StreamInput.open(
        NAME,
        config.listening(),
        config.tls(),
        loops,
        context,
        (channel, peer, identity) -> {
          Origin origin = Origin.of(NAME, Transport.TLS, peer).withIdentity(identity);
          return new SyslogConnection(channel, origin, maxFrame, config.frameTimeout(), context);
        });
  }
}
