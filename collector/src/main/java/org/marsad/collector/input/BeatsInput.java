package org.marsad.collector.input;

import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.atomic.AtomicLong;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;

/**
 * Lumberjack, with TLS and without on one port, as Beats, Elastic Agent and Logstash speak it: each
 * connection is a {@link BeatsConnection}. Its frames are the JSON objects of the events.
 */
public final class BeatsInput {
  /** The name of its origins. */
  public static final String NAME = "beats";

  /** The format of its frames. */
  static final String FORMAT = "json";

  private BeatsInput() {}

  /**
   * Opens the port; where it cannot be had Netty throws the reason, checked or not.
   *
   * @throws IllegalArgumentException if the certificate cannot be used, or lacks where it is needed
   */
  public static Input open(BeatsConfig config, EventLoops loops, InputContext context) {
    var waiting = new AtomicLong();
    context
        .metrics()
        .gauge(
            "marsad_collector_beats_waiting_bytes",
            "Bytes of events whose end has not come.",
            waiting::get);
    StreamProtocol protocol =
        (channel, peer, identity) -> {
          boolean secured = channel.pipeline().get(SslHandler.class) != null;
          Transport transport = secured ? Transport.TLS : Transport.TCP;
          var origin = new Origin(NAME, transport, peer, FORMAT, identity);
          return new BeatsConnection(channel, origin, config, waiting, context);
        };
    return StreamInput.open(
        NAME, config.listening(), config.plain(), config.tls(), loops, context, protocol);
  }
}
