package org.marsad.collector.journal;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.journal.Disk.DiskFile;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.metrics.Metrics.Counter;
import org.marsad.model.store.LogFullException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two threads: {@code marsad-journal} gathers what was appended and writes it with one call, {@code
 * marsad-journal-sync} makes durable what was written and completes the appends. While one group is
 * made durable the next is written, and the longer that takes, the more appends share it.
 *
 * <p>A full disk refuses the group it met, takes back what was written of it, and the next group
 * tries again. Any other error is final: after a failed fsync nobody knows what is on the disk, and
 * asking again may be answered with a lie.
 */
final class JournalWriter {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final int GROUP_BYTES = 4 << 20;
  private static final long SPACE_CHECK_BYTES = 64L << 20;
  private static final long SPACE_CHECK_MILLIS = 1_000;
  private static final long FULL_CHECK_MILLIS = 100;

  private final JournalConfig config;
  private final SegmentFiles segments;
  private final TailRing tail;
  private final InstantSource clock;
  private final Counter frames;
  private final Counter bytes;
  private final Counter fsyncs;
  private final Counter refused;
  private final RecordCodec codec = new RecordCodec();

  private final Object queueLock = new Object();
  private ArrayDeque<Pending> queue = new ArrayDeque<>();
  private boolean closing;

  private final Object syncLock = new Object();
  private List<Pending> written = new ArrayList<>();
  private long writtenBytes;
  private long oldestWrite;
  private boolean writerDone;

  private final Thread writerThread = new Thread(this::write, "marsad-journal");
  private final Thread syncThread = new Thread(this::sync, "marsad-journal-sync");

  private long nextId;
  private long spaceLeft;
  private long spaceCheckedAt = Long.MIN_VALUE;
  private volatile @Nullable String full;
  private volatile @Nullable IOException failure;

  JournalWriter(
      JournalConfig config,
      SegmentFiles segments,
      TailRing tail,
      Metrics metrics,
      InstantSource clock) {
    this.config = config;
    this.segments = segments;
    this.tail = tail;
    this.clock = clock;
    this.nextId = tail.endId();
    frames = metrics.counter("marsad_journal_events", "Events made durable.");
    bytes = metrics.counter("marsad_journal_written_bytes", "Bytes written to segment files.");
    fsyncs = metrics.counter("marsad_journal_fsyncs", "Calls that made the journal durable.");
    refused =
        metrics.counter(
            "marsad_journal_refused_batches",
            "Batches not taken because the disk is down to its reserve.");
  }

  void start() {
    writerThread.start();
    syncThread.start();
  }

  CompletionStage<Long> append(RawBatch batch) {
    var pending = new Pending(batch);
    synchronized (queueLock) {
      if (closing || failure != null) {
        pending.done.completeExceptionally(closedOrFailed());
        return pending.done;
      }
      queue.addLast(pending);
      if (queue.size() == 1) {
        queueLock.notifyAll();
      }
    }
    return pending.done;
  }

  Optional<String> problem() {
    IOException failed = failure;
    return Optional.ofNullable(failed == null ? full : "journal failed: " + failed.getMessage());
  }

  void close() throws IOException {
    synchronized (queueLock) {
      closing = true;
      queueLock.notifyAll();
    }
    try {
      writerThread.join();
      syncThread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the journal was closing", e);
    }
    segments.file().close();
  }

  private void write() {
    try {
      for (List<Pending> group = take(); !group.isEmpty(); group = take()) {
        if (failure != null) {
          refuse(group, closedOrFailed());
        } else {
          write(group);
        }
      }
    } catch (InterruptedException _) {
      fail(new IOException("the journal's writer was interrupted"));
    } catch (RuntimeException | Error e) {
      fail(new IOException("the journal's writer failed: " + e, e));
    } finally {
      synchronized (syncLock) {
        writerDone = true;
        syncLock.notifyAll();
      }
    }
  }

  /** Waits for appends; empty when the log closes and nothing is left. */
  private List<Pending> take() throws InterruptedException {
    var group = new ArrayList<Pending>();
    synchronized (queueLock) {
      while (queue.isEmpty() && !closing) {
        queueLock.wait();
      }
      long size = 0;
      while (!queue.isEmpty() && size < GROUP_BYTES) {
        Pending next = queue.removeFirst();
        size += next.batch.length();
        group.add(next);
      }
    }
    return group;
  }

  private void write(List<Pending> group) {
    long firstId = nextId;
    Segment segment = segments.active();
    try {
      if (segment.size() >= config.segmentSize().bytes()) {
        segments.roll(nextId);
        segment = segments.active();
      }
      codec.clear();
      long begin = segment.end();
      long durableId = tail.endId();
      for (Pending pending : group) {
        int from = codec.length();
        codec.encode(pending.batch, nextId, durableId);
        pending.place(nextId, begin + from, begin + codec.length(), segments.file());
        nextId += pending.batch.size();
      }
      claimSpace(codec.length());
      segments.file().write(codec.encoded(), segment.size());
    } catch (DiskFullException | LogFullException e) {
      nextId = firstId;
      takeBack(group, segment, e);
      return;
    } catch (IOException e) {
      refuse(group, e);
      fail(e);
      return;
    }
    full = null;
    bytes.add(codec.length());
    for (Pending pending : group) {
      segments.extend(pending.firstId, pending.endId(), pending.end - pending.begin);
    }
    synchronized (syncLock) {
      if (written.isEmpty()) {
        oldestWrite = System.nanoTime();
      }
      written.addAll(group);
      writtenBytes += codec.length();
      syncLock.notifyAll();
    }
  }

  /** Refuses when the disk would fall below its reserve; asks the disk only now and then. */
  private void claimSpace(long need) throws IOException {
    long now = clock.millis();
    boolean wasFull = full != null;
    long patience = wasFull ? FULL_CHECK_MILLIS : SPACE_CHECK_MILLIS;
    if (spaceCheckedAt == Long.MIN_VALUE
        || now - spaceCheckedAt >= patience
        || now < spaceCheckedAt
        || (!wasFull && spaceLeft - need < SPACE_CHECK_BYTES)) {
      spaceLeft = segments.usable() - config.reserve().bytes();
      spaceCheckedAt = now;
    }
    if (spaceLeft < need) {
      throw new LogFullException(
          "the disk of the journal is down to its reserve of " + config.reserve());
    }
    spaceLeft -= need;
  }

  private void takeBack(List<Pending> group, Segment segment, IOException why) {
    if (full == null) {
      LOG.warn("the journal takes nothing at the moment: {}", why.getMessage());
    }
    full = why.getMessage();
    refused.add(group.size());
    refuse(group, new LogFullException(String.valueOf(why.getMessage())));
    try {
      segments.file().truncate(segment.size());
    } catch (IOException e) {
      fail(e);
    }
  }

  private static void refuse(List<Pending> group, IOException why) {
    for (Pending pending : group) {
      pending.done.completeExceptionally(why);
    }
  }

  private void fail(IOException why) {
    if (failure == null) {
      LOG.error("the journal has failed and takes nothing any more", why);
      failure = why;
    }
    synchronized (queueLock) {
      queue.forEach(pending -> pending.done.completeExceptionally(closedOrFailed()));
      queue.clear();
    }
  }

  private IOException closedOrFailed() {
    IOException failed = failure;
    return failed == null
        ? new IOException("the journal is closed")
        : new IOException("the journal has failed: " + failed.getMessage(), failed);
  }

  private void sync() {
    @Nullable DiskFile current = null;
    try {
      for (List<Pending> group = gather(); !group.isEmpty(); group = gather()) {
        if (failure != null) {
          refuse(group, closedOrFailed());
          continue;
        }
        try {
          current = force(group, current);
          publish(group);
        } catch (IOException e) {
          fail(e);
          refuse(group, closedOrFailed());
        }
      }
    } catch (InterruptedException _) {
      fail(new IOException("the journal's fsync was interrupted"));
    }
  }

  /** Waits until a group is due: old enough, big enough, or the last one. */
  private List<Pending> gather() throws InterruptedException {
    synchronized (syncLock) {
      while (true) {
        if (written.isEmpty()) {
          if (writerDone) {
            return List.of();
          }
          syncLock.wait();
          continue;
        }
        long left = config.fsyncEvery().toNanos() - (System.nanoTime() - oldestWrite);
        if (left <= 0 || writtenBytes >= config.fsyncBytes().bytes() || writerDone) {
          List<Pending> group = written;
          written = new ArrayList<>();
          writtenBytes = 0;
          return group;
        }
        syncLock.wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    }
  }

  /** Makes every file of the group durable, and closes one that nothing is written to any more. */
  @SuppressWarnings("ReferenceEquality") // one object stands for one open file
  private DiskFile force(List<Pending> group, @Nullable DiskFile before) throws IOException {
    @Nullable DiskFile current = before;
    for (Pending pending : group) {
      if (current != null && pending.file != current) {
        current.force();
        current.close();
      }
      current = pending.file;
    }
    DiskFile last = group.getLast().file();
    last.force();
    fsyncs.increment();
    return last;
  }

  private void publish(List<Pending> group) {
    long events = 0;
    for (Pending pending : group) {
      tail.add(pending.begin, pending.end, pending.batch.withFirstId(pending.firstId));
      events += pending.batch.size();
    }
    frames.add(events);
    tail.wake();
    for (Pending pending : group) {
      pending.done.complete(pending.firstId);
    }
  }

  /** An append under way. Written by the writer thread before the sync thread sees it. */
  private static final class Pending {
    final RawBatch batch;
    final CompletableFuture<Long> done = new CompletableFuture<>();
    long firstId;
    long begin;
    long end;
    @Nullable DiskFile file;

    Pending(RawBatch batch) {
      this.batch = batch;
    }

    void place(long id, long from, long to, DiskFile in) {
      firstId = id;
      begin = from;
      end = to;
      file = in;
    }

    long endId() {
      return firstId + batch.size();
    }

    DiskFile file() {
      if (file == null) {
        throw new IllegalStateException("not written yet");
      }
      return file;
    }
  }
}
