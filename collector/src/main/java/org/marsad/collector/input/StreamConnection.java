package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Pace;
import org.marsad.collector.intake.Sender;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a {@link StreamInput}: what all protocols over streams have in common. Where
 * the log has no room, or the search lies too far behind, the connection is not read until it has,
 * and the sender feels it; when the connection is gone, what it sent is still brought to the log.
 * Runs on the connection's event loop.
 */
abstract class StreamConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);
  private static final long QUIET_MILLIS = 20;

  /** How long a sender that says no more is kept for the answers it waits for. */
  private static final Duration ANSWERS = Duration.ofSeconds(10);

  private final Channel channel;
  private final Origin origin;
  private final InputContext context;
  private final Sender sender;
  private final Pace pace;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /** Whether it is not read because the search lies behind, and since when. */
  private boolean paced;

  private long pacedSince;
  private boolean stopping;
  private @Nullable Rejections rejections;
  private long reads;
  private boolean gone;

  StreamConnection(Channel channel, Origin origin, InputContext context) {
    this.channel = channel;
    this.origin = origin;
    this.context = context;
    sender =
        new Sender(context.ingest(), context.books().of(origin), channel.eventLoop(), this::resume);
    Metrics.Counter waits =
        context
            .metrics()
            .counter(
                "marsad_collector_paced_reads",
                "Times an input was not read because what was taken before could not be"
                    + " searched yet.",
                "input",
                origin.input());
    pace = context.patientPace(waits);
  }

  /** Bytes came; whoever calls releases them. */
  abstract void read(ByteBuf bytes);

  /** What is there for now was read: time to send. */
  abstract void readComplete();

  /** The connection is gone: what waited for its end has to be sent as it is. */
  abstract void ended();

  /** There is room again for what could not be sent. */
  void resumed() {}

  /** Whether it must not be read for a reason of the protocol; see {@link #paceReading}. */
  boolean isBusy() {
    return false;
  }

  /**
   * We are being stopped. By default what has arrived is read, for who acknowledges nothing would
   * lose it.
   */
  void stopping() {}

  /** Whether the sender was told all that it waits for; the connection may be closed then. */
  boolean isSettled() {
    return true;
  }

  /** Whether its sender waits for answers, perhaps also when it has said all that it will say. */
  boolean isAnswering() {
    return false;
  }

  /** The last words before we close it in order. */
  void sayGoodbye() {}

  /** Where this connection is counted if we break it off. */
  final void countsIn(Rejections others) {
    rejections = others;
  }

  /** Breaks it off because of what the sender did; nothing that it wrote may be in the detail. */
  final void reject(String reason, String detail) {
    count(reason, detail);
    channel.close();
  }

  /** Counts that it is about to be broken off. */
  final void count(String reason, String detail) {
    if (rejections != null) {
      rejections.count(reason, origin.peer(), detail);
    }
  }

  /** Reads, or stops reading, as it must be now. */
  final void paceReading() {
    boolean read = !sender.isHolding() && !isBusy() && !paced;
    if (channel.config().isAutoRead() != read) {
      channel.config().setAutoRead(read);
    }
  }

  final Channel channel() {
    return channel;
  }

  final Origin origin() {
    return origin;
  }

  final InputContext context() {
    return context;
  }

  /**
   * Sends a batch on its way, and stops reading where there is no room for more.
   *
   * @param receipt told once how it ended, on any thread
   */
  final void send(RawBatch batch, Ingest.Done receipt) {
    sender.send(batch, receipt);
    if (!paced && !gone && !stopping && pace.begins()) {
      paced = true;
      pacedSince = System.nanoTime();
      lookAgain();
    }
    paceReading();
  }

  private void lookAgain() {
    channel.eventLoop().schedule(this::look, Pace.LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Reads again when the search is near enough, or it took too long. */
  private void look() {
    if (!gone && !stopping && pace.lasts(pacedSince)) {
      lookAgain();
      return;
    }
    paced = false;
    if (!gone) {
      paceReading();
    }
  }

  /** Whether the log had no room for what was sent last. */
  final boolean isHolding() {
    return sender.isHolding();
  }

  /** Whether the connection is gone. */
  final boolean isGone() {
    return gone;
  }

  /** Complete when the connection is gone and everything it sent is on its way or refused. */
  final CompletableFuture<Void> done() {
    return done;
  }

  /** Reads what has arrived already, then closes; at the latest after so much time. Any thread. */
  final void stop(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    channel
        .eventLoop()
        .execute(
            () -> {
              stopping = true;
              paced = false;
              paceReading();
              stopping();
              closeWhenQuiet(-1, deadline);
            });
  }

  /** What is held is refused. Any thread. */
  final void giveUp() {
    channel
        .eventLoop()
        .execute(
            () -> {
              sender.stop();
              finish();
            });
  }

  @Override
  public final void channelRead(ChannelHandlerContext handler, Object message) {
    var bytes = (ByteBuf) message;
    try {
      reads++;
      read(bytes);
    } finally {
      bytes.release();
    }
  }

  @Override
  public final void channelReadComplete(ChannelHandlerContext handler) {
    readComplete();
  }

  @Override
  public final void channelInactive(ChannelHandlerContext handler) {
    gone = true;
    ended();
    sender.leave();
    finish();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext handler, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      senderIsDone();
    } else if (event instanceof IdleStateEvent && !sender.isHolding()) {
      channel.close();
    }
  }

  /** It has closed its direction, or all of the connection, which looks the same from here. */
  private void senderIsDone() {
    if (isSettled() && !sender.isHolding()) {
      channel.close();
    } else {
      closeWhenQuiet(reads, System.nanoTime() + ANSWERS.toNanos());
    }
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof IOException) {
      reject("tls-broken", Handshakes.message(cause));
    } else if (!(cause instanceof IOException)) {
      LOG.warn("a connection of {} failed", origin.input(), cause);
    }
    channel.close();
  }

  private void resume() {
    if (gone) {
      finish();
    } else {
      paceReading();
      resumed();
    }
  }

  private void finish() {
    if (gone && !sender.isHolding()) {
      done.complete(null);
    }
  }

  private void closeWhenQuiet(long readsBefore, long deadline) {
    boolean quiet = reads == readsBefore || sender.isHolding();
    if (quiet && isSettled() || System.nanoTime() - deadline >= 0) {
      sayGoodbye();
      channel.close();
      return;
    }
    long now = reads;
    channel
        .eventLoop()
        .schedule(() -> closeWhenQuiet(now, deadline), QUIET_MILLIS, TimeUnit.MILLISECONDS);
  }
}
