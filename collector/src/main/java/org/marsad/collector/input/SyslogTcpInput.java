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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Transport;
import org.marsad.model.metrics.Metrics.Counter;

/**
 * Syslog over TCP (RFC 6587). Each connection is read by a {@link SyslogTcpHandler}; how many there
 * may be is bounded, in all and from one address.
 */
public final class SyslogTcpInput implements Input {
  /** The name of its origins. */
  public static final String NAME = "syslog-tcp";

  private static final int BACKLOG = 1024;
  private static final int MAX_READ = 128 << 10;
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);
  private static final Duration HOLD_PATIENCE = Duration.ofSeconds(1);

  /** After a minute of silence the kernel asks, four times in a minute, whether the peer lives. */
  private static final int KEEPALIVE_SECONDS = 60;

  private static final int KEEPALIVE_PROBES = 4;

  private final SyslogTcpConfig config;
  private final InputContext context;
  private final Counter tooMany;
  private final Counter tooManyOfPeer;
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<String, Integer> peers = new ConcurrentHashMap<>();
  private final Set<SyslogTcpHandler> handlers = ConcurrentHashMap.newKeySet();
  private final Channel server;
  private final InetSocketAddress address;
  private volatile boolean stopping;

  private SyslogTcpInput(SyslogTcpConfig config, EventLoops loops, InputContext context) {
    this.config = config;
    this.context = context;
    tooMany = refusals("limit");
    tooManyOfPeer = refusals("peer-limit");
    context
        .metrics()
        .gauge("marsad_collector_connections", "Connections now.", connections::get, "input", NAME);
    var bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverSocket())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
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
    server = bootstrap.bind(config.host(), config.port()).syncUninterruptibly().channel();
    address = (InetSocketAddress) server.localAddress();
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
    return address;
  }

  @Override
  public void stop() {
    stopping = true;
    server.close().syncUninterruptibly();
    handlers.forEach(handler -> handler.stop(CLOSE_PATIENCE));
    await(CLOSE_PATIENCE.plus(HOLD_PATIENCE));
    handlers.forEach(SyslogTcpHandler::giveUp);
    await(CLOSE_PATIENCE);
  }

  private void await(Duration patience) {
    CompletableFuture.allOf(
            handlers.stream().map(SyslogTcpHandler::done).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private Counter refusals(String reason) {
    return context
        .metrics()
        .counter(
            "marsad_collector_refused_connections",
            "Connections closed at once.",
            "input",
            NAME,
            "reason",
            reason);
  }

  private void accept(Channel channel) {
    String peer = Peers.of(channel.remoteAddress());
    if (!admit(peer)) {
      channel.close();
      return;
    }
    channel.closeFuture().addListener(_ -> leave(peer));
    Origin origin = Origin.of(NAME, Transport.TCP, peer);
    var handler = new SyslogTcpHandler(channel, origin, (int) config.maxFrame().bytes(), context);
    handlers.add(handler);
    handler.done().thenRun(() -> handlers.remove(handler));
    long idle = config.idleTimeout().toMillis();
    channel.pipeline().addLast(new IdleStateHandler(idle, 0, 0, TimeUnit.MILLISECONDS), handler);
    if (stopping) {
      handler.stop(CLOSE_PATIENCE);
    }
  }

  private boolean admit(String peer) {
    if (connections.incrementAndGet() > config.maxConnections()) {
      connections.decrementAndGet();
      tooMany.increment();
      return false;
    }
    if (peers.merge(peer, 1, Integer::sum) > config.maxConnectionsPerPeer()) {
      leave(peer);
      tooManyOfPeer.increment();
      return false;
    }
    return true;
  }

  private void leave(String peer) {
    connections.decrementAndGet();
    peers.computeIfPresent(peer, (_, count) -> count == 1 ? null : count - 1);
  }
}
