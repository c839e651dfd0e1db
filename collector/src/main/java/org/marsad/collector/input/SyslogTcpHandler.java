package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.frame.SyslogFrameDecoder;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.SourceBook;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: copies what is read once, into the block of the batch that will travel; frames
 * are slices of it. Where the log has no room the connection is not read until it has, and the
 * sender feels it. Runs on the connection's event loop.
 */
final class SyslogTcpHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(SyslogTcpHandler.class);
  private static final int BATCH_BYTES = 256 << 10;

  private final String input;
  private final InputContext context;
  private final SyslogFrameDecoder decoder;

  private RawBatch.@Nullable Builder builder;
  private @Nullable SourceBook book;
  private int rest;
  private long oversize;
  private @Nullable RawBatch held;
  private boolean ended;

  SyslogTcpHandler(String input, int maxFrame, InputContext context) {
    this.input = input;
    this.context = context;
    this.decoder = new SyslogFrameDecoder(maxFrame);
  }

  @Override
  public void channelActive(ChannelHandlerContext channel) {
    String peer =
        channel.channel().remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : "";
    Origin origin = Origin.of(input, Transport.TCP, peer);
    builder = RawBatch.builder(origin, context.now());
    book = context.books().of(origin);
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    var bytes = (ByteBuf) message;
    try {
      RawBatch.Builder batch = builder();
      int count = bytes.readableBytes();
      int at = batch.claim(count);
      bytes.readBytes(batch.block(), at, count);
      rest = decoder.decode(batch.block(), rest, batch.length(), batch);
      if (batch.length() >= BATCH_BYTES) {
        offer(channel.channel());
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) {
    offer(channel.channel());
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    RawBatch.Builder batch = builder();
    decoder.finish(batch.block(), rest, batch.length(), batch);
    rest = batch.length();
    ended = true;
    offer(channel.channel());
  }

  /**
   * Hands over the whole frames there are; what waits for its end goes first into the next batch.
   */
  private void offer(Channel channel) {
    RawBatch.Builder batch = builder();
    if (held != null) {
      return;
    }
    if (batch.size() == 0) {
      compact(batch);
      return;
    }
    byte[] waiting = Arrays.copyOfRange(batch.block(), rest, batch.length());
    batch.shorten(rest);
    batch.received(context.now());
    RawBatch ready = batch.build();
    rest = batch.claim(waiting.length);
    System.arraycopy(waiting, 0, batch.block(), rest, waiting.length);
    book().received(ready.size(), ready.length(), ready.received());
    if (decoder.oversize() > oversize) {
      book().truncated(decoder.oversize() - oversize);
      oversize = decoder.oversize();
    }
    submit(channel, ready);
  }

  /** Lets go of bytes that were skipped, so that a stream without frames takes no memory. */
  private void compact(RawBatch.Builder batch) {
    int waiting = batch.length() - rest;
    System.arraycopy(batch.block(), rest, batch.block(), 0, waiting);
    batch.shorten(waiting);
    rest = 0;
  }

  private void submit(Channel channel, RawBatch batch) {
    Ingest.Refusal refusal = context.ingest().offer(batch, true, why -> durable(why, batch.size()));
    if (refusal == null) {
      return;
    }
    if (refusal == Ingest.Refusal.FAILED) {
      book().refused(refusal.reason(), batch.size());
      channel.close();
      return;
    }
    held = batch;
    channel.config().setAutoRead(false);
    context.ingest().whenRoom(() -> channel.eventLoop().execute(() -> resume(channel)));
  }

  private void resume(Channel channel) {
    RawBatch batch = held;
    if (batch == null) {
      return;
    }
    held = null;
    submit(channel, batch);
    if (held == null) {
      offer(channel);
      if (held == null && !ended) {
        channel.config().setAutoRead(true);
      }
    }
  }

  private void durable(@Nullable Throwable why, int frames) {
    if (why != null) {
      book().refused(Ingest.Refusal.FAILED.reason(), frames);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (event instanceof IdleStateEvent && held == null) {
      channel.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.warn("connection to input {} failed", input, cause);
    }
    channel.close();
  }

  private RawBatch.Builder builder() {
    if (builder == null) {
      throw new IllegalStateException("the connection is not active yet");
    }
    return builder;
  }

  private SourceBook book() {
    if (book == null) {
      throw new IllegalStateException("the connection is not active yet");
    }
    return book;
  }
}
