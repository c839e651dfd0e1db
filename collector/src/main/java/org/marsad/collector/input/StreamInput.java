package org.marsad.collector.input;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.input.Listening.Security;

/**
 * An input over connections: what all of them share, whatever {@link StreamProtocol} is spoken. How
 * many there may be is bounded, in all and from one address; one that says nothing for long is
 * closed, and one whose peer is gone is found out by the kernel. Before the protocol is spoken a
 * connection is greeted: the header of a proxy is read, TLS is agreed upon. Any thread.
 */
final class StreamInput implements Input {
  private static final int BACKLOG = 1024;
  private static final int MAX_READ = 128 << 10;
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);
  private static final long GREETING_MILLIS = 40;
  private static final ChannelHandler QUIET = new QuietGreeting();
  private static final Duration HOLD_PATIENCE = Duration.ofSeconds(1);

  /** After a minute of silence the kernel asks, four times in a minute, whether the peer lives. */
  private static final int KEEPALIVE_SECONDS = 60;

  private static final int KEEPALIVE_PROBES = 4;

  private final String name;
  private final Listening listening;
  private final @Nullable Tls tls;
  private final StreamProtocol protocol;
  private final Admission admission;
  private final Set<Channel> greeting = ConcurrentHashMap.newKeySet();
  private final Set<StreamConnection> connections = ConcurrentHashMap.newKeySet();
  private final Channel server;
  private final InetSocketAddress address;
  private volatile boolean stopping;

  private StreamInput(
      String name,
      Listening listening,
      @Nullable Tls tls,
      EventLoops loops,
      InputContext context,
      StreamProtocol protocol) {
    this.name = name;
    this.listening = listening;
    this.tls = tls;
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
    return new StreamInput(name, listening, null, loops, context, protocol);
  }

  /**
   * As {@link #open(String, Listening, EventLoops, InputContext, StreamProtocol)}, with TLS.
   *
   * @throws IllegalArgumentException if the certificate cannot be used
   */
  static StreamInput open(
      String name,
      Listening listening,
      TlsConfig config,
      EventLoops loops,
      InputContext context,
      StreamProtocol protocol) {
    Tls tls;
    try {
      tls = Tls.open(name, config, context.metrics());
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return new StreamInput(name, listening, tls, loops, context, protocol);
  }

  /**
   * Opens the port for TLS if there is a certificate, and without TLS or not.
   *
   * @param plain whether connections without TLS are taken
   * @throws IllegalArgumentException if the certificate cannot be used, or lacks where it is needed
   */
  static StreamInput open(
      String name,
      Listening listening,
      boolean plain,
      TlsConfig config,
      EventLoops loops,
      InputContext context,
      StreamProtocol protocol) {
    if (config.hasCertificate()) {
      Listening secured = listening.secured(plain ? Security.EITHER : Security.TLS);
      return open(name, secured, config, loops, context, protocol);
    }
    if (!plain) {
      String input = name.replace('-', '_');
      throw new IllegalArgumentException(
          input + ".tls.certificate must be set where " + input + ".plain is false");
    }
    return open(name, listening, loops, context, protocol);
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
  public boolean renew() throws IOException {
    return tls != null && tls.renew();
  }

  @Override
  public void stop() {
    stopping = true;
    server.close().syncUninterruptibly();
    leaveGreeting();
    if (tls != null) {
      tls.close();
    }
    connections.forEach(connection -> connection.stop(CLOSE_PATIENCE));
    await(CLOSE_PATIENCE.plus(HOLD_PATIENCE));
    connections.forEach(StreamConnection::giveUp);
    await(CLOSE_PATIENCE);
  }

  /** Those who have said something are read a last time; those who have not are closed. */
  private void leaveGreeting() {
    var looks = new ArrayList<Future<?>>();
    for (Channel channel : greeting) {
      looks.add(
          channel
              .eventLoop()
              .schedule(
                  () -> {
                    if (greeting.contains(channel)) {
                      channel.close();
                    }
                  },
                  GREETING_MILLIS,
                  TimeUnit.MILLISECONDS));
    }
    looks.forEach(Future::awaitUninterruptibly);
  }

  private void await(Duration patience) {
    CompletableFuture.allOf(
            connections.stream().map(StreamConnection::done).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void accept(Channel channel) {
    if (!admission.enter(channel)) {
      channel.close();
      return;
    }
    greeting.add(channel);
    channel.closeFuture().addListener(_ -> greeting.remove(channel));
    long idle = listening.idleTimeout().toMillis();
    channel.pipeline().addLast(new IdleStateHandler(idle, 0, 0, TimeUnit.MILLISECONDS), QUIET);
    String address = Peers.of(channel.remoteAddress());
    if (listening.proxies().contains(channel.remoteAddress())) {
      awaitProxy(channel, address);
    } else {
      greet(channel, address);
    }
  }

  private void awaitProxy(Channel channel, String proxy) {
    long patience = listening.greetingTimeout().toMillis();
    var deadline =
        channel
            .eventLoop()
            .schedule(
                () -> reject(channel, "proxy-timeout", proxy), patience, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(_ -> deadline.cancel(false));
    channel
        .pipeline()
        .addLast(
            new ProxyHeaderDecoder(),
            new ProxyGreeting(
                sender -> {
                  deadline.cancel(false);
                  greet(channel, sender == null ? proxy : sender);
                },
                _ -> reject(channel, "proxy-header", proxy)));
  }

  /** The address of the sender is known. */
  private void greet(Channel channel, String peer) {
    if (!admission.enter(channel, peer)) {
      channel.close();
      return;
    }
    if (listening.security() == Security.TLS) {
      secure(channel, peer);
    } else {
      channel.pipeline().addLast(new FirstBytes(isTls -> begin(channel, peer, isTls)));
    }
  }

  private void begin(Channel channel, String peer, boolean isTls) {
    if (!isTls) {
      converse(channel, peer, "");
    } else if (listening.security() == Security.EITHER) {
      secure(channel, peer);
    } else {
      reject(channel, "tls-on-plain-port", peer);
    }
  }

  private void secure(Channel channel, String peer) {
    SslHandler handler = Objects.requireNonNull(tls).handler(channel);
    var outcome =
        new TlsGreeting(
            handler,
            identity -> converse(channel, peer, identity),
            why -> reject(channel, Handshakes.reason(why), peer, Handshakes.message(why)));
    channel.pipeline().addLast(handler, outcome);
  }

  private void reject(Channel channel, String reason, String peer) {
    reject(channel, reason, peer, "");
  }

  private void reject(Channel channel, String reason, String peer, String detail) {
    admission.rejections().count(reason, peer, detail);
    channel.close();
  }

  /** Who it is has become clear; from here on the protocol is spoken. */
  private void converse(Channel channel, String peer, String identity) {
    StreamConnection connection = protocol.connect(channel, peer, identity);
    connection.countsIn(admission.rejections());
    connections.add(connection);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, connection.isAnswering());
    connection.done().thenRun(() -> connections.remove(connection));
    greeting.remove(channel);
    channel.pipeline().addLast(connection);
    channel.pipeline().remove(QUIET);
    if (stopping) {
      connection.stop(CLOSE_PATIENCE);
    }
  }
}
