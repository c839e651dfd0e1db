package org.marsad.collector.input;

import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;

/**
 * RELP, the protocol of rsyslog that acknowledges, with TLS and without on one port: each
 * connection is a {@link RelpConnection}.
 */
public final class RelpInput {
  /** The name of its origins. */
  public static final String NAME = "relp";

  private RelpInput() {}

  /**
   * Opens the port; where it cannot be had Netty throws the reason, checked or not.
   *
   * @throws IllegalArgumentException if the certificate cannot be used, or lacks where it is needed
   */
  public static Input open(RelpConfig config, EventLoops loops, InputContext context) {
    StreamProtocol protocol =
        (channel, peer, identity) -> {
          Origin origin = Origin.of(NAME, Transport.RELP, peer).withIdentity(identity);
          return new RelpConnection(channel, origin, config, context);
        };
    return StreamInput.open(
        NAME, config.listening(), config.plain(), config.tls(), loops, context, protocol);
  }
}
