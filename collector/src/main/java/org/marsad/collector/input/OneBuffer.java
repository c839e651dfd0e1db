package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads into the same large buffer again and again, where a pool would give it back and clear a new
 * one for each read. Who still holds a part of it when the next read begins keeps that buffer, and
 * a new one takes its place. One event loop for each handle.
 */
final class OneBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
  private final int size;

  /** Buffers of so many bytes. */
  OneBuffer(int size) {
    this.size = size;
  }

  @Override
  @SuppressWarnings("deprecation") // the interface asks for it
  public RecvByteBufAllocator.Handle newHandle() {
    return new MaxMessageHandle() {
      private @Nullable ByteBuf buffer;

      @Override
      public int guess() {
        return size;
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator unused) {
        ByteBuf known = buffer;
        if (known == null || known.refCnt() > 1) {
          // Freed with its memory by the garbage collector: nothing has to be given back.
          known = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(size));
          buffer = known;
        }
        return known.clear().retain();
      }
    };
  }
}
