package org.marsad.collector.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.TailRing.Node;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics.Counter;
import org.marsad.model.store.LogFullException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes, {@code marsad-journal}. It takes what waits, encodes it into one
 * block, writes that with one call, makes it durable and completes the appends; meanwhile the next
 * group gathers. So the longer an fsync takes, the more appends share the next one, and at no time
 * is more than one group in the file that is not durable.
 *
 * <p>An fsync is due when the last one began {@link JournalConfig#fsyncEvery} ago or {@link
 * JournalConfig#fsyncBytes} wait. After a pause, and where somebody waits for an append before
 * sending more, it is due at once; no append waits longer than that time for its own to begin.
 * Where it takes long, senders who wait are given a moment after the last one, a quarter of the
 * time it took: what its answers bring then shares the next, where it would else always come too
 * late for it.
 *
 * <p>When the disk is full the group is refused, what was written of it is cut off again, and the
 * next append tries anew. Any other failure is final: after a failed fsync nobody knows what is on
 * the disk, and asking again may be answered with a lie.
 */
final class JournalWriter implements Runnable {
  /** Answer of {@link #work}: nothing to do until something is appended. */
  static final long IDLE = Long.MAX_VALUE;

  /** Answer of {@link #work}: there will never be anything to do again. */
  static final long STOPPED = -1;

  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final long TELL_AGAIN = 60_000_000_000L;

  /** The part of an fsync's time that is waited for what its answers bring, and the longest. */
  private static final int ECHO_PART = 4;

  /** An fsync that takes less than the way to a sender and back is not waited with. */
  private static final long QUICK = 300_000;

  private static final long LONGEST_ECHO = 500_000;

  /**
   * How long a group is held up at most for readers that are about to leave the memory: so long,
   * and as long as one takes for it that reads 64 MB a second.
   */
  private static final long READERS_PATIENCE = 5_000_000;

  private static final long READERS_NANOS_A_BYTE = 16;

  private final long fsyncNanos;
  private final long fsyncBytes;
  private final long segmentSize;
  private final AppendQueue queue;
  private final ActiveSegment active;
  private final TailRing tail;
  private final FreeSpace space;
  private final Group group;
  private final JournalMetrics metrics;

  private @Nullable Append waiting;
  private long lastSync;
  private long lastTook;
  private boolean synced;
  private long lastTold;
  private boolean told;
  private boolean hasThread;
  private volatile boolean closing;
  private volatile @Nullable String full;
  private volatile @Nullable IOException failure;

  JournalWriter(
      JournalConfig config,
      AppendQueue queue,
      ActiveSegment active,
      TailRing tail,
      FreeSpace space,
      RecordEncoder encoder,
      JournalMetrics metrics) {
    this.fsyncNanos = config.fsyncEvery().toNanos();
    this.fsyncBytes = config.fsyncBytes().bytes();
    this.segmentSize = config.segmentSize().bytes();
    this.queue = queue;
    this.active = active;
    this.tail = tail;
    this.space = space;
    this.group = new Group(encoder);
    this.metrics = metrics;
  }

  /** As {@link org.marsad.model.store.EventLog#append}. Any thread. */
  CompletionStage<Long> append(RawBatch batch, boolean awaited) {
    if (batch.length() > RecordHeader.MAX_BLOCK || batch.size() > RecordHeader.MAX_FRAMES) {
      throw new IllegalArgumentException(
          "a batch of " + batch.size() + " frames and " + batch.length() + " bytes is too large");
    }
    var append = new Append(batch);
    if (!queue.offer(append, awaited)) {
      refuse(append);
    }
    return append;
  }

  /** Why nothing is taken at the moment, if so. Any thread. */
  Optional<String> problem() {
    IOException failed = failure;
    return Optional.ofNullable(failed == null ? full : failed.getMessage());
  }

  /** Asks it to write what waits, and to stop. Any thread. */
  void stop() {
    closing = true;
    queue.wake();
  }

  @Override
  public void run() {
    hasThread = true;
    long wait = work(System.nanoTime());
    while (wait != STOPPED) {
      if (wait > 0) {
        if (queue.isAwaited()) {
          LockSupport.parkNanos(this, Math.min(wait, LONGEST_ECHO));
        } else {
          queue.await(wait == IDLE ? 1 : fsyncBytes, wait);
        }
        // An interrupt would close the file under us, and there is nobody whom it could mean.
        boolean _ = Thread.interrupted();
      }
      wait = work(System.nanoTime());
    }
  }

  /**
   * Does what is due. One thread.
   *
   * @param now nanoseconds of some clock that goes forward
   * @return after how many nanoseconds there is more to do though nothing is appended, {@link
   *     #IDLE} or {@link #STOPPED}
   */
  long work(long now) {
    boolean last = closing;
    if (!last) {
      long queued = queue.bytes();
      if (queued == 0) {
        return IDLE;
      }
      long due = synced ? lastSync + pause() - now : 0;
      if (due > 0 && queued < fsyncBytes) {
        return due;
      }
    }
    try {
      waiting = last ? queue.close() : queue.take();
      while (waiting != null) {
        waiting = group.gather(waiting, fsyncBytes);
        commit(now);
        long patience = Math.max(READERS_PATIENCE, group.bytes() * READERS_NANOS_A_BYTE);
        if (hasThread && !last && tail.awaitFollowers(patience)) {
          metrics.readersAwaited.increment();
        }
      }
      if (last) {
        mark();
      }
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      fail(new IOException("the journal's writer broke: " + e, e));
    }
    return last || failure != null ? STOPPED : 0;
  }

  /** From the beginning of the last fsync to that of the next. */
  private long pause() {
    return queue.isAwaited()
        ? lastTook < QUICK
            ? 0
            : Math.min(lastTook + Math.min(lastTook / ECHO_PART, LONGEST_ECHO), fsyncNanos)
        : fsyncNanos;
  }

  /** Makes the group durable, or refuses it when there is no room. */
  private void commit(long now) throws IOException {
    try {
      space.require(group.weight(), now);
      if (active.segment().size() >= segmentSize && active.segment().hasEvents()) {
        active.roll();
      }
      write(group.encode(active), now);
    } catch (DiskFullException e) {
      space.exhausted(now);
      refuse(metrics.refusedFull, "the disk of the journal is full: " + e.getMessage(), now);
      return;
    } catch (LogFullException e) {
      refuse(metrics.refusedReserve, String.valueOf(e.getMessage()), now);
      return;
    }
    publish();
  }

  private void write(ByteBuffer records, long now) throws IOException {
    synced = true;
    lastSync = now;
    long began = System.nanoTime();
    long grown = active.write(records);
    lastTook = System.nanoTime() - began;
    metrics.syncNanos.add(lastTook);
    metrics.fsyncs.increment();
    metrics.written.add(group.bytes());
    space.used(grown);
  }

  /** Shows the group to readers, then tells those who wait for it. */
  private void publish() {
    for (Node node : group.nodes()) {
      RawBatch batch = node.batch();
      active.segment().extend(batch.firstId(), node.endId(), node.end() - node.begin());
      metrics.events.add(batch.size());
      metrics.bytes.add(batch.length());
    }
    metrics.batches.add(group.size());
    tail.add(group.nodes());
    group.complete();
    tail.wake();
    full = null;
    if (told) {
      told = false;
      LOG.info("the journal takes events again");
    }
  }

  private void refuse(Counter reason, String why, long now) {
    full = why;
    if (!told && (lastTold == 0 || now - lastTold >= TELL_AGAIN)) {
      told = true;
      lastTold = now;
      LOG.warn("the journal refuses events: {}", why);
    }
    reason.add(group.size());
    group.refuse(new LogFullException(why));
  }

  /** So that the next start knows that all of this was durable. Not worth a failure. */
  private void mark() throws IOException {
    try {
      active.mark();
    } catch (DiskFullException e) {
      LOG.warn("no room for the mark that the journal was closed in order: {}", e.getMessage());
    }
  }

  private void fail(IOException why) {
    LOG.error("the journal has failed and takes nothing any more", why);
    failure = new IOException("the journal has failed and takes nothing any more: " + why, why);
    metrics.refusedFailed.add(group.size());
    group.refuse(refusal());
    refuse(waiting);
    waiting = null;
    refuse(queue.close());
  }

  /** Refuses a chain of appends that come too late. */
  private void refuse(@Nullable Append chain) {
    for (Append append = chain; append != null; append = append.next) {
      (failure == null ? metrics.refusedClosed : metrics.refusedFailed).increment();
      append.completeExceptionally(refusal());
    }
  }

  private IOException refusal() {
    IOException failed = failure;
    return failed == null
        ? new IOException("the journal is closed")
        : new IOException(failed.getMessage(), failed);
  }
}
