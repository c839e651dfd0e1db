package org.marsad.collector.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
 * JournalConfig#fsyncBytes} wait. After a pause it is due at once, and no append waits longer than
 * that time for its own to begin.
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

  private final long fsyncNanos;
  private final long fsyncBytes;
  private final long segmentSize;
  private final AppendQueue queue;
  private final ActiveSegment active;
  private final TailRing tail;
  private final FreeSpace space;
  private final RecordEncoder encoder;
  private final JournalMetrics metrics;

  private final List<Append> group = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private @Nullable Append waiting;
  private long lastSync;
  private boolean synced;
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
    this.encoder = encoder;
    this.metrics = metrics;
  }

  /** As {@link org.marsad.model.store.EventLog#append}. Any thread. */
  CompletionStage<Long> append(RawBatch batch) {
    if (batch.length() > RecordHeader.MAX_BLOCK || batch.size() > RecordHeader.MAX_FRAMES) {
      throw new IllegalArgumentException(
          "a batch of " + batch.size() + " frames and " + batch.length() + " bytes is too large");
    }
    var append = new Append(batch);
    if (!queue.offer(append)) {
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
    long wait = work(System.nanoTime());
    while (wait != STOPPED) {
      if (wait > 0) {
        queue.await(wait == IDLE ? 1 : fsyncBytes, wait);
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
      long due = synced ? lastSync + fsyncNanos - now : 0;
      if (due > 0 && queued < fsyncBytes) {
        return due;
      }
    }
    try {
      waiting = last ? queue.close() : queue.take();
      while (waiting != null) {
        long bytes = gather();
        commit(bytes, now);
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

  /** Takes as many of those that wait as one fsync may cover, one at least. */
  private long gather() {
    long bytes = 0;
    Append append = waiting;
    while (append != null && (group.isEmpty() || bytes + append.weight() <= fsyncBytes)) {
      bytes += append.weight();
      group.add(append);
      append = append.next;
    }
    waiting = append;
    return bytes;
  }

  /** Makes the group durable, or refuses it when there is no room. */
  private void commit(long bytes, long now) throws IOException {
    try {
      space.require(bytes, now);
      if (active.segment().size() >= segmentSize && active.segment().hasEvents()) {
        active.roll();
      }
      encode();
      write(now);
    } catch (DiskFullException e) {
      space.exhausted(now);
      refuse(metrics.refusedFull, "the disk of the journal is full: " + e.getMessage());
      return;
    } catch (LogFullException e) {
      refuse(metrics.refusedReserve, String.valueOf(e.getMessage()));
      return;
    }
    publish();
  }

  /** So that the next start knows that all of this was durable. Not worth a failure. */
  private void mark() throws IOException {
    try {
      active.mark();
    } catch (DiskFullException e) {
      LOG.warn("no room for the mark that the journal was closed in order: {}", e.getMessage());
    }
  }

  private void encode() {
    encoder.clear();
    nodes.clear();
    long begin = active.segment().end();
    int durable = Math.toIntExact(active.segment().size());
    long id = tail.endId();
    for (Append append : group) {
      int from = encoder.size();
      encoder.add(append.batch, id, durable);
      long nextId = id + append.batch.size();
      nodes.add(
          new Node(begin + from, begin + encoder.size(), nextId, append.batch.withFirstId(id)));
      id = nextId;
    }
  }

  private void write(long now) throws IOException {
    synced = true;
    lastSync = now;
    long began = System.nanoTime();
    active.write(encoder.staged());
    metrics.fsyncNanos.add(System.nanoTime() - began);
    metrics.fsyncs.increment();
    metrics.written.add(encoder.size());
    space.used(encoder.size());
  }

  /** Shows the group to readers, then tells those who wait for it. */
  private void publish() {
    if (full != null) {
      full = null;
      LOG.info("the journal takes events again");
    }
    for (Node node : nodes) {
      RawBatch batch = node.batch();
      active.segment().extend(batch.firstId(), node.endId(), node.end() - node.begin());
      metrics.events.add(batch.size());
      metrics.bytes.add(batch.length());
    }
    metrics.batches.add(nodes.size());
    tail.add(nodes);
    for (int i = 0; i < group.size(); i++) {
      group.get(i).complete(nodes.get(i).batch().firstId());
    }
    nodes.clear();
    group.clear();
  }

  private void refuse(Counter reason, String why) {
    if (full == null) {
      LOG.warn("the journal refuses events: {}", why);
    }
    full = why;
    reason.add(group.size());
    var refusal = new LogFullException(why);
    group.forEach(append -> append.completeExceptionally(refusal));
    group.clear();
  }

  private void fail(IOException why) {
    LOG.error("the journal has failed and takes nothing any more", why);
    failure = new IOException("the journal has failed and takes nothing any more: " + why, why);
    group.forEach(this::refuse);
    group.clear();
    refuseAll(waiting);
    waiting = null;
    refuseAll(queue.close());
  }

  private void refuseAll(@Nullable Append first) {
    for (Append append = first; append != null; append = append.next) {
      refuse(append);
    }
  }

  private void refuse(Append append) {
    IOException failed = failure;
    if (failed == null) {
      metrics.refusedClosed.increment();
      append.completeExceptionally(new IOException("the journal is closed"));
    } else {
      metrics.refusedFailed.increment();
      append.completeExceptionally(new IOException(failed.getMessage(), failed));
    }
  }
}
