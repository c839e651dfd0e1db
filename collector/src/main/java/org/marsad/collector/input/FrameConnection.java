package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.intake.Ingest;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;

/**
 * A connection whose frames are slices of its bytes: copies what is read into memory that all
 * connections of its event loop share and the processor so has at hand, and the frames from there
 * into the block of the batch that will travel. Runs on the connection's event loop.
 */
abstract class FrameConnection extends StreamConnection {
  private static final int BATCH_BYTES = 64 << 10;

  /** So much of a frame may wait for its end on each connection, whatever the others have. */
  private static final int FREE = 64 << 10;

  private final RawBatch.Builder batch;

  private final long frameNanos;

  /** What of a frame that waits for its end is beyond {@link #FREE}, and counted as held. */
  private long held;

  /** Where in the batch the bytes begin that wait for more. */
  private int waiting;

  /** What the thread lends while bytes come; null between two reads, and where it has none. */
  private @Nullable ReadRoom room;

  /** Since when a frame waits for its end; 0 if none does. */
  private long begun;

  /**
   * A connection.
   *
   * @param frameTimeout how long a frame may take from its first byte to its last
   */
  FrameConnection(Channel channel, Origin origin, Duration frameTimeout, InputContext context) {
    super(channel, origin, context);
    frameNanos = frameTimeout.toNanos();
    batch = RawBatch.builder(origin, context.now());
  }

  /**
   * Enters the frames of [from, to) into the batch whose block this is.
   *
   * @return where the bytes begin that wait for more; they come first, at {@code from}, in the next
   *     call
   */
  abstract int decode(byte[] block, int from, int to, RawBatch.Builder into);

  /** The stream has ended: what waited is a frame that lost its end. */
  abstract void finish(byte[] block, int from, int to, RawBatch.Builder into);

  /** Who is told how the batch ended that is sent now. */
  Ingest.Done receipt() {
    return Ingest.Done.NOBODY;
  }

  @Override
  final void read(ByteBuf bytes) {
    int count = bytes.readableBytes();
    if (room == null) {
      room = ReadRoom.take();
      if (room != null) {
        batch.lend(room.bytes());
      }
    }
    int at = batch.claim(count);
    bytes.readBytes(batch.block(), at, count);
    waiting = decode(batch.block(), waiting, batch.length(), batch);
    if (batch.length() >= BATCH_BYTES) {
      send();
    }
  }

  @Override
  void readComplete() {
    send();
    giveRoomBack();
    if (hold(batch.length() - waiting)) {
      expectProgress();
    } else {
      reject("crowded", "too many long frames wait for their ends");
    }
  }

  /** Counts a frame that waits for its end, if it is long; whether there is room for it. */
  private boolean hold(int rest) {
    long more = Math.max(0, rest - FREE) - held;
    if (more > 0 && !context().ingest().hold(more)) {
      return false;
    }
    if (more < 0) {
      context().ingest().letGo(-more);
    }
    held += more;
    return true;
  }

  @Override
  void ended() {
    hold(0);
    finish(batch.block(), waiting, batch.length(), batch);
    waiting = batch.length();
    send();
    giveRoomBack();
  }

  private void giveRoomBack() {
    if (room != null) {
      batch.handBack();
      room.giveBack();
      room = null;
    }
  }

  /** A frame that has begun must end in time, or its sender takes a place for nothing. */
  private void expectProgress() {
    if (batch.length() == waiting) {
      begun = 0;
    } else if (begun == 0) {
      begun = Math.max(1, context().now());
    } else if (context().now() - begun > frameNanos) {
      reject("slow", "a frame took too long");
    }
  }

  /** Sends the whole frames there are; what waits for its end comes first in the next batch. */
  private void send() {
    int rest = batch.length() - waiting;
    if (batch.size() > 0) {
      RawBatch ready = batch.received(context().now()).build(rest);
      waiting = 0;
      begun = 0;
      send(ready, receipt());
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
}
