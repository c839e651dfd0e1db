package org.marsad.collector.input;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;

/**
 * Stands behind TLS until its handshake is over, and tells who the sender proved to be, or what
 * went wrong. Then leaves the pipeline. Runs on the connection's event loop.
 */
final class TlsGreeting extends ChannelInboundHandlerAdapter {
  private final SslHandler tls;
  private final Consumer<String> proved;
  private final Consumer<Throwable> failed;
  private boolean over;

  TlsGreeting(SslHandler tls, Consumer<String> proved, Consumer<Throwable> failed) {
    this.tls = tls;
    this.proved = proved;
    this.failed = failed;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
      context.fireUserEventTriggered(event);
    } else if (handshake.isSuccess()) {
      over = true;
      proved.accept(Handshakes.identity(tls.engine().getSession()));
      context.pipeline().remove(this);
    } else {
      fail(handshake.cause());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
  }

  private void fail(Throwable cause) {
    if (!over) {
      over = true;
      failed.accept(cause);
    }
  }
}
