package org.marsad.collector.input;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.marsad.model.intake.SocketReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syslog over UDP (RFC 5426): a datagram is a frame. Several sockets may share the port; what the
 * kernel had to drop is told for each of them.
 */
public final class SyslogUdpInput implements Input {
  /** The name of its origins. */
  public static final String NAME = "syslog-udp";

  private static final Logger LOG = LoggerFactory.getLogger(SyslogUdpInput.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

  private final List<UdpSocket> sockets = new ArrayList<>();
  private final InetSocketAddress address;

  private SyslogUdpInput(SyslogUdpConfig config, EventLoops loops, InputContext context) {
    int count = loops.isEpoll() ? config.sockets() : 1;
    if (count < config.sockets()) {
      LOG.warn("input {} has one socket: sharing a port takes the epoll transport", NAME);
    }
    int wanted = (int) config.receiveBuffer().bytes();
    int port = config.port();
    for (int number = 0; number < count; number++) {
      UdpSocket socket =
          UdpSocket.open(
              NAME,
              number,
              config.host(),
              port,
              count > 1,
              wanted,
              loops,
              context,
              new SyslogUdpHandler(NAME, context));
      sockets.add(socket);
      port = socket.address().getPort();
    }
    address = sockets.getFirst().address();
  }

  /** Opens the port; where it cannot be had Netty throws the reason, checked or not. */
  public static SyslogUdpInput open(
      SyslogUdpConfig config, EventLoops loops, InputContext context) {
    return new SyslogUdpInput(config, loops, context);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public List<SocketReport> sockets() {
    return sockets.stream().map(UdpSocket::report).toList();
  }

  @Override
  public void stop() {
    long deadline = System.nanoTime() + CLOSE_PATIENCE.toNanos();
    sockets.forEach(socket -> socket.stop(deadline));
    sockets.forEach(socket -> socket.awaitClosed(2 * CLOSE_PATIENCE.toMillis()));
  }
}
