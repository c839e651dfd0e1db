package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.marsad.collector.frame.LumberjackAcks;
import org.marsad.collector.frame.LumberjackDecoder;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Refusal;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;

/**
 * One sender of Lumberjack. A window is acknowledged when all of it is durable; a sender that waits
 * longer is told from time to time how far that is, or 0, so that it neither gives up nor sends
 * again. What a sender wants unpacked while the log has no room stays packed. Who breaks the
 * protocol, or takes too long, is closed and counted; what it had sent before is kept and
 * acknowledged if it is still there. Runs on the connection's event loop.
 */
final class BeatsConnection extends StreamConnection {
  private static final long MOST_TICK_MILLIS = 1_000;

  /** Batches that are unpacked before other connections have their turn. */
  private static final int BATCHES_PER_TURN = 16;

  private final BeatsConfig config;
  private final AtomicLong waitingOfAll;
  private final LumberjackDecoder decoder;
  private final RawBatch.Builder batch;
  private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>();
  private final Future<?> ticks;
  private long waiting;
  private boolean draining;

  // What was sent and what may be acknowledged.
  private int underWay;
  private boolean lost;
  private byte version = '2';
  private int lastDurable;
  private boolean partly;
  private long answeredAt = System.nanoTime();

  // Since when a frame has no end, and a window stands still.
  private long frames;
  private long framesSeen;
  private long frameSince = answeredAt;
  private long windowSince = answeredAt;

  BeatsConnection(
      Channel channel,
      Origin origin,
      BeatsConfig config,
      AtomicLong waitingOfAll,
      InputContext context) {
    super(channel, origin, context);
    this.config = config;
    this.waitingOfAll = waitingOfAll;
    decoder = new LumberjackDecoder(config.limits());
    batch = RawBatch.builder(origin, context.now());
    long every = MOST_TICK_MILLIS;
    every = Math.min(every, config.keepAlive().toMillis());
    every = Math.min(every, config.frameTimeout().toMillis());
    every = Math.max(1, Math.min(every, config.windowTimeout().toMillis()));
    ticks =
        channel.eventLoop().scheduleWithFixedDelay(this::tick, every, every, TimeUnit.MILLISECONDS);
  }

  @Override
  void read(ByteBuf bytes) {
    unread.add(bytes.retain());
    drain();
  }

  @Override
  void readComplete() {
    if (!isHolding()) {
      sendEvents();
    }
  }

  @Override
  void resumed() {
    long now = System.nanoTime();
    frameSince = now;
    windowSince = now;
    drain();
  }

  @Override
  void ended() {
    // What was not unpacked was not acknowledged, and will be sent again.
    ticks.cancel(false);
    unread.forEach(ByteBuf::release);
    unread.clear();
    if (batch.size() > 0) {
      sendEvents();
    }
    decoder.close();
    hold(0);
  }

  @Override
  boolean isAnswering() {
    return true;
  }

  @Override
  boolean isSettled() {
    return underWay == 0 && unread.isEmpty();
  }

  /** Reads frames until nothing is left, there is no room, or others should have their turn. */
  private void drain() {
    draining = false;
    int batches = 0;
    while (!isHolding() && !unread.isEmpty() && decoder.broken() == null) {
      ByteBuf bytes = unread.element();
      ByteBuffer view = bytes.nioBuffer();
      int before = view.remaining();
      boolean all = decoder.decode(view, batch);
      bytes.skipBytes(before - view.remaining());
      if (all) {
        unread.remove().release();
      }
      if (decoder.isFull(batch)) {
        sendEvents();
        if (++batches >= BATCHES_PER_TURN && !unread.isEmpty()) {
          drainLater();
          return;
        }
      }
    }
    if (!isHolding()) {
      afterReading();
    }
  }

  private void drainLater() {
    if (!draining) {
      draining = true;
      channel().eventLoop().execute(this::drain);
    }
  }

  private void afterReading() {
    sendEvents();
    String broken = decoder.broken();
    if (broken != null) {
      closeFor(broken);
    } else if (!hold(batch.length())) {
      closeFor("waiting-limit");
    }
  }

  /** Counts what waits for its end; whether all connections together may have so much. */
  private boolean hold(long bytes) {
    long all = waitingOfAll.addAndGet(bytes - waiting);
    boolean more = bytes > waiting;
    waiting = bytes;
    return !more || all <= config.maxWaiting().bytes();
  }

  private void sendEvents() {
    if (batch.size() == 0) {
      return;
    }
    frames += batch.size();
    batch.received(context().now());
    RawBatch events = decoder.build(batch);
    LumberjackAcks acks = decoder.acks();
    if (underWay++ == 0 && !partly) {
      answeredAt = System.nanoTime();
    }
    send(events, new Receipt(acks));
  }

  private void closeFor(String reason) {
    if (channel().isOpen()) {
      reject(reason, "");
    }
  }

  /** A batch is durable. */
  private void durable(LumberjackAcks acks) {
    underWay--;
    if (isGone() || lost) {
      return;
    }
    version = acks.version();
    lastDurable = acks.last();
    for (int window = 0; window < acks.size(); window++) {
      answer(acks.due(window));
    }
    partly = !acks.isWhole();
    channel().flush();
    if (!channel().isWritable()) {
      closeFor("acks-unread");
    }
  }

  /** A batch never will be: neither it nor what came after it may be acknowledged. */
  private void refused() {
    underWay--;
    lost = true;
    closeFor("not-taken");
  }

  private void answer(int sequence) {
    ByteBuf ack = channel().alloc().buffer(LumberjackAcks.LENGTH);
    ack.writeByte(version).writeByte('A').writeInt(sequence);
    channel().write(ack, channel().voidPromise());
    answeredAt = System.nanoTime();
  }

  private void tick() {
    long now = System.nanoTime();
    if (now - answeredAt >= config.keepAlive().toNanos() && (underWay > 0 || partly)) {
      answer(partly ? lastDurable : 0);
      partly = false;
      channel().flush();
    }
    if (isHolding() || frames != framesSeen || !unread.isEmpty()) {
      framesSeen = frames;
      frameSince = now;
      windowSince = now;
    }
    if (!decoder.isInFrame()) {
      frameSince = now;
    }
    if (decoder.windowLeft() == 0) {
      windowSince = now;
    }
    if (now - frameSince >= config.frameTimeout().toNanos()) {
      closeFor("frame-timeout");
    } else if (now - windowSince >= config.windowTimeout().toNanos()) {
      closeFor("window-timeout");
    }
  }

  /** Told by the log how a batch ended. */
  private final class Receipt implements Ingest.Done {
    private final LumberjackAcks acks;

    Receipt(LumberjackAcks acks) {
      this.acks = acks;
    }

    @Override
    public void durable(long firstId) {
      onLoop(() -> BeatsConnection.this.durable(acks));
    }

    @Override
    public void refused(Refusal refusal) {
      onLoop(BeatsConnection.this::refused);
    }

    private void onLoop(Runnable task) {
      try {
        channel().eventLoop().execute(task);
      } catch (RejectedExecutionException _) {
        // We are gone, and with us the sender's connection.
      }
    }
  }
}
