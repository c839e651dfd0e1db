package org.marsad.collector.input;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Syslog over UDP (RFC 5426): a datagram is a frame. With epoll many datagrams are read with one
 * call (recvmmsg). What the kernel had to drop is read from it and shown as a gauge.
 */
public final class SyslogUdpInput implements Input {
  /** The name of its origins. */
  public static final String NAME = "syslog-udp";

  private static final int MAX_DATAGRAM = 65_507;
  private static final int DATAGRAMS_PER_CALL = 64;
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

  /** The part of a receive buffer that one datagram may take with recvmmsg. */
  private static final int SLOT = 1 << 16;

  private final SyslogUdpHandler handler;
  private final Channel channel;
  private final InetSocketAddress address;

  private SyslogUdpInput(SyslogUdpConfig config, EventLoops loops, InputContext context) {
    handler = new SyslogUdpHandler(NAME, context);
    var bootstrap =
        new Bootstrap()
            .group(loops.group())
            .channel(loops.datagram())
            .option(ChannelOption.SO_RCVBUF, (int) config.receiveBuffer().bytes())
            // Keeps one large buffer for ever, where the adaptive one would make it anew.
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(loops.isEpoll() ? SLOT * DATAGRAMS_PER_CALL : SLOT)
                    .maxMessagesPerRead(DATAGRAMS_PER_CALL))
            .handler(handler);
    if (loops.isEpoll()) {
      bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM);
    }
    channel = bootstrap.bind(config.host(), config.port()).syncUninterruptibly().channel();
    address = (InetSocketAddress) channel.localAddress();
    context
        .metrics()
        .gauge(
            "marsad_collector_kernel_drops",
            "Datagrams the kernel dropped because its buffer was full.",
            () -> KernelDrops.of(channel),
            "input",
            NAME);
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
  public void stop() {
    long deadline = System.nanoTime() + CLOSE_PATIENCE.toNanos();
    channel.eventLoop().execute(() -> handler.closeWhenQuiet(channel, -1, deadline));
    channel
        .closeFuture()
        .awaitUninterruptibly(2 * CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
