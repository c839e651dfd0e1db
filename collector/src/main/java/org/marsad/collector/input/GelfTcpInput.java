package org.marsad.collector.input;

import io.netty.handler.ssl.SslHandler;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;

/** GELF over TCP, with TLS and without on one port: each connection is a {@link GelfConnection}. */
public final class GelfTcpInput {
  /** The name of its origins. */
  public static final String NAME = "gelf-tcp";

  /** The format of its frames. */
  static final String FORMAT = "gelf";

  private GelfTcpInput() {}

  /**
   * Opens the port; where it cannot be had Netty throws the reason, checked or not.
   *
   * @throws IllegalArgumentException if the certificate cannot be used, or lacks where it is needed
   */
  public static Input open(GelfTcpConfig config, EventLoops loops, InputContext context) {
    int maxFrame = (int) config.maxFrame().bytes();
    StreamProtocol protocol =
        (channel, peer, identity) -> {
          boolean secured = channel.pipeline().get(SslHandler.class) != null;
          Transport transport = secured ? Transport.TLS : Transport.TCP;
          var origin = new Origin(NAME, transport, peer, FORMAT, identity);
          return new GelfConnection(channel, origin, maxFrame, config.frameTimeout(), context);
        };
    return StreamInput.open(
        NAME, config.listening(), config.plain(), config.tls(), loops, context, protocol);
  }
}
