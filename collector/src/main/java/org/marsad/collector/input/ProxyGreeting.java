package org.marsad.collector.input;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the decoder of PROXY headers (version 1 and 2) and tells whom the proxy speaks for:
 * an address, or null if for itself. Leaves the pipeline with the decoder. Runs on the connection's
 * event loop.
 */
final class ProxyGreeting extends ChannelInboundHandlerAdapter {
  private final Consumer<@Nullable String> header;
  private final Consumer<Throwable> none;
  private boolean over;

  ProxyGreeting(Consumer<@Nullable String> header, Consumer<Throwable> none) {
    this.header = header;
    this.none = none;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof HAProxyMessage found)) {
      context.fireChannelRead(message);
      return;
    }
    try {
      over = true;
      header.accept(address(found.sourceAddress()));
      context.pipeline().remove(this);
    } finally {
      found.release();
    }
  }

  /** In the form of our own; null for what is no address, such as the path of a local socket. */
  private static @Nullable String address(@Nullable String text) {
    InetAddress address = text == null ? null : NetUtil.createInetAddressFromIpAddressString(text);
    return address == null ? null : Peers.of(address);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!over) {
      over = true;
      none.accept(cause);
    }
  }
}
