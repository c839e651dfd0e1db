package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import java.util.List;

/**
 * Reads the header of a proxy, and throws at once where there is none, instead of waiting for the
 * end of a line. Runs on the connection's event loop.
 */
final class ProxyHeaderDecoder extends HAProxyMessageDecoder {
  /** Bytes of additional values that a header of version 2 may have. */
  private static final int MAX_VALUES = 4096;

  ProxyHeaderDecoder() {
    super(MAX_VALUES);
  }

  @Override
  protected void callDecode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (detectProtocol(in).state() == ProtocolDetectionState.INVALID) {
      throw new HAProxyProtocolException("no header");
    }
    super.callDecode(context, in, out);
  }
}
