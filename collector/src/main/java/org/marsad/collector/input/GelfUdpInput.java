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
 * GELF over UDP: a datagram, or the chunks of one, is a frame. One socket, so that all chunks of a
 * message meet; with epoll many datagrams are read with one call (recvmmsg).
 */
public final class GelfUdpInput implements Input {
  /** The name of its origins. */
  public static final String NAME = "gelf-udp";

  private static final int MAX_DATAGRAM = 65_507;
  private static final int DATAGRAMS_PER_CALL = 16;
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);
  private static final Duration EXPIRE_EVERY = Duration.ofMillis(250);

  /** The part of a receive buffer that one datagram may take with recvmmsg. */
  private static final int SLOT = 1 << 16;

  private final GelfUdpHandler handler;
  private final Channel channel;
  private final InetSocketAddress address;

  private GelfUdpInput(GelfUdpConfig config, EventLoops loops, InputContext context) {
    handler = new GelfUdpHandler(NAME, config, context);
    var bootstrap =
        new Bootstrap()
            .group(loops.group())
            .channel(loops.datagram())
            .option(ChannelOption.SO_RCVBUF, (int) config.receiveBuffer().bytes())
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
    long every = Math.min(EXPIRE_EVERY.toMillis(), config.chunkTimeout().toMillis());
    channel
        .eventLoop()
        .scheduleWithFixedDelay(handler::expire, every, every, TimeUnit.MILLISECONDS);
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
  public static GelfUdpInput open(GelfUdpConfig config, EventLoops loops, InputContext context) {
    return new GelfUdpInput(config, loops, context);
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
