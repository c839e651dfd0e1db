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
   * @throws IllegalArgumentException if the certificate cannot be used
   */
  public static Input open(RelpConfig config, EventLoops loops, InputContext context) {
    if (!config.plain() && !config.tls().hasCertificate()) {
      throw new IllegalArgumentException(
          "relp.tls.certificate must be set where relp.plain is false");
    }
    StreamProtocol protocol =
        (channel, peer, identity) -> {
          Origin origin = Origin.of(NAME, Transport.RELP, peer).withIdentity(identity);
          return new RelpConnection(channel, origin, config, context);
        };
    return config.tls().hasCertificate()
        ? StreamInput.open(NAME, config.listening(), config.tls(), loops, context, protocol)
        : StreamInput.open(NAME, config.listening(), loops, context, protocol);
  }
}
