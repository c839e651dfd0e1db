package org.marsad.collector.input;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.marsad.model.metrics.Metrics;

/** Syslog over TCP (RFC 6587). Each connection is read by a {@link SyslogTcpHandler}. */
public final class SyslogTcpInput implements Input {
  private static final String NAME = "syslog-tcp";
  private static final int BACKLOG = 1024;

  private final Channel server;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  private SyslogTcpInput(SyslogTcpConfig config, EventLoops loops, InputContext context) {
    Metrics.Counter tooMany =
        context
            .metrics()
            .counter(
                "marsad_collector_refused_connections",
                "Connections closed at once.",
                "input",
                NAME);
    context
        .metrics()
        .gauge(
            "marsad_collector_connections", "Connections now.", connections::size, "input", NAME);
    var initializer =
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            if (connections.size() >= config.maxConnections()) {
              tooMany.increment();
              channel.close();
              return;
            }
            connections.add(channel);
            long idle = config.idleTimeout().toMillis();
            channel.pipeline().addLast(new IdleStateHandler(idle, 0, 0, TimeUnit.MILLISECONDS));
            channel
                .pipeline()
                .addLast(new SyslogTcpHandler(NAME, (int) config.maxFrame().bytes(), context));
          }
        };
    server =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverSocket())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(2048, 16 << 10, 256 << 10))
            .childHandler(initializer)
            .bind(config.host(), config.port())
            .syncUninterruptibly()
            .channel();
  }

  /** Opens the port; where it cannot be had Netty throws the reason, checked or not. */
  public static SyslogTcpInput open(
      SyslogTcpConfig config, EventLoops loops, InputContext context) {
    return new SyslogTcpInput(config, loops, context);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  @Override
  public void stop() {
    server.close().syncUninterruptibly();
    connections.close().syncUninterruptibly();
  }
}
