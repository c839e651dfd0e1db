package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.marsad.collector.frame.SyslogFrameDecoder;
import org.marsad.collector.intake.Sender;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: copies what is read once, into the block of the batch that will travel; frames
 * are slices of it. Where the log has no room the connection is not read until it has, and the
 * sender feels it. Runs on the connection's event loop.
 */
final class SyslogTcpHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(SyslogTcpHandler.class);
  private static final int BATCH_BYTES = 64 << 10;
  private static final long QUIET_MILLIS = 20;

  private final Channel channel;
  private final InputContext context;
  private final SyslogFrameDecoder decoder;
  private final RawBatch.Builder batch;
  private final Sender sender;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /** Where in the batch the bytes begin that wait for more. */
  private int waiting;

  private long reads;
  private boolean gone;

  SyslogTcpHandler(Channel channel, Origin origin, int maxFrame, InputContext context) {
    this.channel = channel;
    this.context = context;
    decoder = new SyslogFrameDecoder(maxFrame);
    batch = RawBatch.builder(origin, context.now());
    sender =
        new Sender(context.ingest(), context.books().of(origin), channel.eventLoop(), this::resume);
  }

  /** Complete when the connection is gone and everything it sent is on its way or refused. */
  CompletableFuture<Void> done() {
    return done;
  }

  /** Reads what has arrived already, then closes; at the latest after so much time. Any thread. */
  void stop(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    channel.eventLoop().execute(() -> closeWhenQuiet(-1, deadline));
  }

  /** What is held is refused. Any thread. */
  void giveUp() {
    channel
        .eventLoop()
        .execute(
            () -> {
              sender.stop();
              finish();
            });
  }

  @Override
  public void channelRead(ChannelHandlerContext handler, Object message) {
    var bytes = (ByteBuf) message;
    try {
      reads++;
      int count = bytes.readableBytes();
      int at = batch.claim(count);
      bytes.readBytes(batch.block(), at, count);
      waiting = decoder.decode(batch.block(), waiting, batch.length(), batch);
      if (batch.length() >= BATCH_BYTES) {
        send();
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext handler) {
    send();
  }

  @Override
  public void channelInactive(ChannelHandlerContext handler) {
    decoder.finish(batch.block(), waiting, batch.length(), batch);
    waiting = batch.length();
    gone = true;
    send();
    sender.leave();
    finish();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext handler, Object event) {
    if (event instanceof IdleStateEvent && !sender.isHolding()) {
      channel.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.warn("a connection failed", cause);
    }
    channel.close();
  }

  /** Sends the whole frames there are; what waits for its end comes first in the next batch. */
  private void send() {
    int rest = batch.length() - waiting;
    if (batch.size() > 0) {
      batch.shorten(waiting);
      RawBatch ready = batch.received(context.now()).build();
      moveRest(ready.bytes(), rest);
      if (!sender.send(ready)) {
        channel.config().setAutoRead(false);
      }
    } else if (waiting > 0) {
      // Skipped bytes take no memory, however many they are.
      byte[] block = batch.block();
      batch.shorten(0);
      moveRest(block, rest);
    }
  }

  private void moveRest(byte[] from, int length) {
    int at = batch.claim(length);
    System.arraycopy(from, waiting, batch.block(), at, length);
    waiting = at;
  }

  private void resume() {
    if (gone) {
      finish();
    } else {
      channel.config().setAutoRead(true);
    }
  }

  private void finish() {
    if (gone && !sender.isHolding()) {
      done.complete(null);
    }
  }

  private void closeWhenQuiet(long readsBefore, long deadline) {
    boolean quiet = reads == readsBefore || sender.isHolding();
    if (quiet || System.nanoTime() - deadline >= 0) {
      channel.close();
      return;
    }
    long now = reads;
    channel
        .eventLoop()
        .schedule(() -> closeWhenQuiet(now, deadline), QUIET_MILLIS, TimeUnit.MILLISECONDS);
  }
}
