package org.marsad.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends datagrams at a steady rate, many in one system call. */
final class UdpGenerator {
  private static final long STEP_NANOS = 1_000_000;

  private UdpGenerator() {}

  /** Sends so many a second for so long; how many were sent. */
  static long send(Messages messages, int port, int perSecond, Duration time)
      throws InterruptedException {
    var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      Channel channel =
          new Bootstrap()
              .group(group)
              .channel(EpollDatagramChannel.class)
              .option(ChannelOption.SO_SNDBUF, 4 << 20)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(InetAddress.getLoopbackAddress(), port)
              .sync()
              .channel();
      var datagrams = new ByteBuf[messages.distinct()];
      for (int i = 0; i < datagrams.length; i++) {
        byte[] message = messages.message(i);
        datagrams[i] = Unpooled.directBuffer(message.length).writeBytes(message);
      }
      return pace(channel, datagrams, perSecond, time);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static long pace(Channel channel, ByteBuf[] datagrams, int perSecond, Duration time)
      throws InterruptedException {
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    long sent = 0;
    for (long now = begin; now < end; now = System.nanoTime()) {
      long due = (now - begin) * perSecond / 1_000_000_000L;
      if (due > sent) {
        long from = sent;
        channel
            .eventLoop()
            .submit(
                () -> {
                  for (long i = from; i < due; i++) {
                    channel.write(
                        datagrams[(int) (i % datagrams.length)].retainedDuplicate(),
                        channel.voidPromise());
                  }
                  channel.flush();
                })
            .sync();
        sent = due;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return sent;
  }
}
