package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Consumer;

/**
 * Waits for the first bytes of a connection and tells whether they begin a handshake of TLS (RFC
 * 8446 section 5.1: type 22, version 3.x). Whoever is told puts the next handlers behind this one,
 * which then leaves the pipeline and hands the bytes on. Runs on the connection's event loop.
 */
final class FirstBytes extends ByteToMessageDecoder {
  private static final int HANDSHAKE = 22;
  private static final int MAJOR = 3;
  private static final int MAX_MINOR = 4;

  private final Consumer<Boolean> told;

  /** Tells whether it is TLS. */
  FirstBytes(Consumer<Boolean> told) {
    this.told = told;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int at = in.readerIndex();
    if (in.getByte(at) == HANDSHAKE && in.readableBytes() < 3) {
      return;
    }
    boolean tls =
        in.getByte(at) == HANDSHAKE
            && in.getByte(at + 1) == MAJOR
            && in.getByte(at + 2) >= 0
            && in.getByte(at + 2) <= MAX_MINOR;
    leave(context, tls);
  }

  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.isReadable()) {
      leave(context, false);
    }
  }

  private void leave(ChannelHandlerContext context, boolean tls) {
    told.accept(tls);
    if (!context.isRemoved()) {
      context.pipeline().remove(this);
    }
  }
}
