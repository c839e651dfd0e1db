package org.marsad.collector.input;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.marsad.model.intake.SocketReport;

/**
 * GELF over UDP: a datagram, or the chunks of one, is a frame. One socket, so that all chunks of a
 * message meet.
 */
public final class GelfUdpInput implements Input {
  /** The name of its origins. */
  public static final String NAME = "gelf-udp";

  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);
  private static final Duration EXPIRE_EVERY = Duration.ofMillis(250);

  private final UdpSocket socket;

  private GelfUdpInput(GelfUdpConfig config, EventLoops loops, InputContext context) {
    var handler = new GelfUdpHandler(NAME, config, context);
    int wanted = (int) config.receiveBuffer().bytes();
    socket =
        UdpSocket.open(
            NAME, 0, config.host(), config.port(), false, wanted, loops, context, handler);
    socket.every(
        Math.min(EXPIRE_EVERY.toMillis(), config.chunkTimeout().toMillis()), handler::expire);
  }

  /** Opens the port; where it cannot be had Netty throws the reason, checked or not. */
  public static GelfUdpInput open(GelfUdpConfig config, EventLoops loops, InputContext context) {
    return new GelfUdpInput(config, loops, context);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public InetSocketAddress address() {
    return socket.address();
  }

  @Override
  public List<SocketReport> sockets() {
    return List.of(socket.report());
  }

  @Override
  public void stop() {
    socket.stop(System.nanoTime() + CLOSE_PATIENCE.toNanos());
    socket.awaitClosed(2 * CLOSE_PATIENCE.toMillis());
  }
}
