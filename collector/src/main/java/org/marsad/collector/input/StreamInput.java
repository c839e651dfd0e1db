package org.marsad.collector.input;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * An input over connections: what all of them share, whatever {@link StreamProtocol} is spoken. How
 * many there may be is bounded, in all and from one address; one that says nothing for long is
 * closed, and one whose peer is gone is found out by the kernel. Any thread.
 */
final class StreamInput implements Input {
  private static final int BACKLOG = 1024;
  private static final int MAX_READ = 128 << 10;
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);
  private static final Duration HOLD_PATIENCE = Duration.ofSeconds(1);

  /** After a minute of silence the kernel asks, four times in a minute, whether the peer lives. */
  private static final int KEEPALIVE_SECONDS = 60;

  private static final int KEEPALIVE_PROBES = 4;

  private final String name;
  private final Listening listening;
  private final StreamProtocol protocol;
  private final Admission admission;
  private final Set<StreamConnection> connections = ConcurrentHashMap.newKeySet();
  private final Channel server;
  private final InetSocketAddress address;
  private volatile boolean stopping;

  private StreamInput(
      String name,
      Listening listening,
      EventLoops loops,
      InputContext context,
      StreamProtocol protocol) {
    this.name = name;
    this.listening = listening;
    this.protocol = protocol;
    admission = new Admission(name, listening, context.metrics());
    var bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverSocket())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(2048, 16 << 10, MAX_READ))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    if (loops.isEpoll()) {
      bootstrap
          .childOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_SECONDS)
          .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_SECONDS / KEEPALIVE_PROBES)
          .childOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
    }
    server = bootstrap.bind(listening.host(), listening.port()).syncUninterruptibly().channel();
    address = (InetSocketAddress) server.localAddress();
  }

  /**
   * Opens the port; where it cannot be had Netty throws the reason, checked or not.
   *
   * @param name the input of its origins
   */
  static StreamInput open(
      String name,
      Listening listening,
      EventLoops loops,
      InputContext context,
      StreamProtocol protocol) {
    return new StreamInput(name, listening, loops, context, protocol);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void stop() {
    stopping = true;
    server.close().syncUninterruptibly();
    connections.forEach(connection -> connection.stop(CLOSE_PATIENCE));
    await(CLOSE_PATIENCE.plus(HOLD_PATIENCE));
    connections.forEach(StreamConnection::giveUp);
    await(CLOSE_PATIENCE);
  }

  private void await(Duration patience) {
    CompletableFuture.allOf(
            connections.stream().map(StreamConnection::done).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void accept(Channel channel) {
    String peer = Peers.of(channel.remoteAddress());
    if (!admission.enter(channel) || !admission.enter(channel, peer)) {
      channel.close();
      return;
    }
    long idle = listening.idleTimeout().toMillis();
    channel.pipeline().addLast(new IdleStateHandler(idle, 0, 0, TimeUnit.MILLISECONDS));
    converse(channel, peer, "");
  }

  /** Who it is has become clear; from here on the protocol is spoken. */
  private void converse(Channel channel, String peer, String identity) {
    StreamConnection connection = protocol.connect(channel, peer, identity);
    connections.add(connection);
    connection.done().thenRun(() -> connections.remove(connection));
    channel.pipeline().addLast(connection);
    if (stopping) {
      connection.stop(CLOSE_PATIENCE);
    }
  }
}
