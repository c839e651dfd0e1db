package org.marsad.collector.input;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetSocketAddress;

/**
 * Syslog over UDP (RFC 5426): a datagram is a frame. With epoll many datagrams are read with one
 * call (recvmmsg). What the kernel had to drop is read from it and shown as a gauge.
 */
public final class SyslogUdpInput implements Input {
  private static final String NAME = "syslog-udp";
  private static final int MAX_DATAGRAM = 65_507;
  private static final int DATAGRAMS_PER_CALL = 64;

  /** The part of a receive buffer that one datagram may take with recvmmsg. */
  private static final int SLOT = 1 << 16;

  private final Channel channel;

  private SyslogUdpInput(SyslogUdpConfig config, EventLoops loops, InputContext context) {
    var bootstrap =
        new Bootstrap()
            .group(loops.group())
            .channel(loops.datagram())
            .option(ChannelOption.SO_RCVBUF, (int) config.receiveBuffer().bytes())
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(loops.isEpoll() ? SLOT * DATAGRAMS_PER_CALL : SLOT)
                    .maxMessagesPerRead(DATAGRAMS_PER_CALL))
            .handler(new SyslogUdpHandler(NAME, context));
    if (loops.isEpoll()) {
      bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM);
    }
    channel = bootstrap.bind(config.host(), config.port()).syncUninterruptibly().channel();
    context
        .metrics()
        .gauge(
            "marsad_collector_kernel_drops",
            "Datagrams the kernel dropped because its buffer was full.",
            () -> KernelDrops.ofPort(address().getPort()),
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
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public void stop() {
    channel.close().syncUninterruptibly();
  }
}
