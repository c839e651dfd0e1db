package org.marsad.collector.input;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.marsad.model.intake.SocketReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of an input over datagrams. With epoll many datagrams are read with one call
 * (recvmmsg). Any thread.
 */
final class UdpSocket {
  private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);
  private static final int MAX_DATAGRAM = 65_507;
  private static final int DATAGRAMS_PER_CALL = 64;

  /** The part of a receive buffer that one datagram may take with recvmmsg. */
  private static final int SLOT = 1 << 16;

  /** Above what rmem_max allows, for who has the right to ask (Linux, SOL_SOCKET). */
  private static final IntegerUnixChannelOption RCVBUFFORCE =
      new IntegerUnixChannelOption("SO_RCVBUFFORCE", 1, 33);

  private final String input;
  private final int number;
  private final int wanted;
  private final int granted;
  private final DatagramHandler handler;
  private final Channel channel;

  private UdpSocket(
      String input,
      int number,
      String host,
      int port,
      boolean shared,
      int wanted,
      EventLoops loops,
      InputContext context,
      DatagramHandler handler) {
    this.input = input;
    this.number = number;
    this.wanted = wanted;
    this.handler = handler;
    var bootstrap =
        new Bootstrap()
            .group(loops.group())
            .channel(loops.datagram())
            .option(ChannelOption.SO_RCVBUF, wanted)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new OneBuffer(loops.isEpoll() ? SLOT * DATAGRAMS_PER_CALL : SLOT)
                    .maxMessagesPerRead(DATAGRAMS_PER_CALL))
            .handler(handler);
    if (loops.isEpoll()) {
      bootstrap
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
          .option(UnixChannelOption.SO_REUSEPORT, shared);
    }
    channel = bootstrap.bind(host, port).syncUninterruptibly().channel();
    granted = enlarge(loops.isEpoll());
    context
        .metrics()
        .gauge(
            "marsad_collector_receive_buffer_bytes",
            "What the kernel keeps for a socket while we are busy.",
            () -> granted,
            "input",
            input,
            "socket",
            Integer.toString(number));
    context
        .metrics()
        .gauge(
            "marsad_collector_kernel_drops",
            "Datagrams the kernel dropped because its buffer was full.",
            () -> KernelDrops.of(channel),
            "input",
            input,
            "socket",
            Integer.toString(number));
  }

  /**
   * Opens a socket; where it cannot be had Netty throws the reason, checked or not.
   *
   * @param number among the sockets of the input
   * @param shared whether others have the same port
   * @param wanted bytes for what comes while we are busy
   * @param handler what becomes of the datagrams; its own, for it runs on one event loop
   */
  static UdpSocket open(
      String input,
      int number,
      String host,
      int port,
      boolean shared,
      int wanted,
      EventLoops loops,
      InputContext context,
      DatagramHandler handler) {
    return new UdpSocket(input, number, host, port, shared, wanted, loops, context, handler);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Runs the task every so often on its event loop, until it is closed. */
  void every(long millis, Runnable task) {
    var timer =
        channel.eventLoop().scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(_ -> timer.cancel(false));
  }

  /** Its state now. */
  SocketReport report() {
    double drops = KernelDrops.of(channel);
    return new SocketReport(
        input, number, wanted, granted, Double.isNaN(drops) ? -1 : (long) drops);
  }

  /** Reads what has arrived already, then closes; at the deadline in any case. */
  void stop(long deadline) {
    channel.eventLoop().execute(() -> handler.closeWhenQuiet(channel, -1, deadline));
  }

  /** Waits until it is closed, for so long at most. */
  void awaitClosed(long millis) {
    channel.closeFuture().awaitUninterruptibly(millis);
  }

  /** Asks once more, with the right that root has; says how much it has become. */
  private int enlarge(boolean linux) {
    int size = size(linux);
    if (size < wanted && linux) {
      try {
        channel.config().setOption(RCVBUFFORCE, wanted);
      } catch (ChannelException _) {
        // not allowed
      }
      size = size(true);
    }
    if (size < wanted) {
      LOG.warn(
          "input {} asked for a receive buffer of {} bytes and got {}; raise net.core.rmem_max",
          input,
          wanted,
          size);
    } else {
      LOG.info("input {} has a receive buffer of {} bytes", input, size);
    }
    return size;
  }

  /** Linux doubles what it was asked for, to pay for its own records, and tells the double. */
  private int size(boolean linux) {
    int told = channel.config().getOption(ChannelOption.SO_RCVBUF);
    return linux ? told / 2 : told;
  }
}
