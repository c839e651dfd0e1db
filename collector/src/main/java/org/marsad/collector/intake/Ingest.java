package org.marsad.collector.intake;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.RawBatch;
import org.marsad.model.store.EventLog;
import org.marsad.model.store.LogFullException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the log: bounded, and never in anybody's way. What is on its way to the disk counts
 * against one budget of bytes and against the share of its source; when either is used up, an offer
 * is answered with no, and the input does what its protocol allows: TCP stops reading, HTTP says
 * 429, UDP drops and counts.
 *
 * <p>There are two kinds of offers. From a sender that does not wait: refused is refused, and it is
 * told. From a {@link Sender} that waits: once taken, a batch that then meets a full disk is kept,
 * still counted against the budget, and tried again until there is room.
 *
 * <p>Thread-safe; never blocks but in {@link #stop}.
 */
public final class Ingest {
  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
  private static final Duration PROBE_EVERY = Duration.ofMillis(200);

  private final EventLog log;
  private final long budget;
  private final long share;
  private final ScheduledExecutorService scheduler;
  private final AtomicLong inFlight = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private final LongSupplier nanoTime;

  private final AtomicLong taken = new AtomicLong();

  /** Frames offered and not settled yet, and frames that senders hold. */
  private final AtomicLong underWay = new AtomicLong();

  private final AtomicLong heldFrames = new AtomicLong();

  /** The weights of all sources that have bytes on their way. */
  private final AtomicLong active = new AtomicLong();

  private final Object lock = new Object();
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private final ArrayDeque<Offer> kept = new ArrayDeque<>();
  private boolean probing;
  private volatile boolean full;

  /** Whether the last append met a full disk. */
  private volatile boolean fullLast;

  /** How far behind the log those are who take events out of it, in nanoseconds. */
  private volatile LongSupplier lag = () -> 0;

  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  /**
   * A door.
   *
   * @param budget bytes on their way at most
   * @param share bytes of one source on their way at most
   * @param scheduler tries again when the disk was full
   */
  public Ingest(EventLog log, long budget, long share, ScheduledExecutorService scheduler) {
    this(log, budget, share, scheduler, System::nanoTime);
  }

  /** As above, with the clock of the rates. */
  Ingest(
      EventLog log,
      long budget,
      long share,
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.log = log;
    this.budget = budget;
    this.share = share;
    this.scheduler = scheduler;
  }

  /**
   * Offers a batch whose sender does not wait. Its books are kept here.
   *
   * @param done told once how it ended, on a thread of the log; not if it is refused at once
   * @return null if it was taken
   */
  public @Nullable Refusal offer(SourceBook source, RawBatch batch, Done done) {
    try (Room room = room(source)) {
      Refusal refusal = room.grow(weight(batch));
      if (refusal == null) {
        room.offer(batch, done);
      } else {
        source.received(batch);
        source.refused(refusal, batch.size());
      }
      return refusal;
    }
  }

  /** Offers a batch whose sender will offer it again when there is room; null if it was taken. */
  @Nullable Refusal offerPatiently(SourceBook source, RawBatch batch, Done done) {
    long size = weight(batch);
    Refusal refusal = admit(source, size, 0);
    if (refusal == null) {
      source.charge(batch.size(), nanoTime.getAsLong());
      underWay.addAndGet(batch.size());
      append(new Offer(source, stamped(source, batch), size, done, true));
    }
    return refusal;
  }

  /** Room for a batch that is still growing. */
  public Room room(SourceBook source) {
    return new Room(source);
  }

  /** Runs the task once when what was refused so may be offered again; on any thread. */
  void whenRoom(SourceBook source, Refusal refusal, Runnable task) {
    if (refusal == Refusal.RATE) {
      later(source.rateWait(nanoTime.getAsLong()), task);
      return;
    }
    synchronized (lock) {
      boolean ofSource = refusal == Refusal.SHARE;
      if (ofSource ? !hasShare(source) : !hasRoom()) {
        (ofSource ? source.waiting : waiting).add(task);
        return;
      }
    }
    task.run();
  }

  /** The task needs not be run any more. */
  void forget(SourceBook source, Runnable task) {
    synchronized (lock) {
      waiting.remove(task);
      source.waiting.remove(task);
    }
  }

  /**
   * Whether so many bytes more may be held back by senders that cannot be made to wait, or wait for
   * the end of a long frame.
   */
  public boolean hold(long size) {
    boolean fits = held.addAndGet(size) <= budget;
    if (!fits) {
      held.addAndGet(-size);
    }
    return fits;
  }

  /** They are not held any more. */
  public void letGo(long size) {
    held.addAndGet(-size);
  }

  /** So many frames more, or less, are held by senders. */
  void heldFrames(long more) {
    heldFrames.addAndGet(more);
  }

  /** Frames that came in and are neither in the log nor refused. */
  public long arriving() {
    return underWay.get() + heldFrames.get();
  }

  /** Frames that came in so far and are durable. */
  public long taken() {
    return taken.get();
  }

  /** Who knows how far behind the log its consumers are. */
  public void lagOf(LongSupplier consumers) {
    lag = consumers;
  }

  /** How far behind the log its consumers are, in nanoseconds. */
  public long lag() {
    return lag.getAsLong();
  }

  private void later(long nanos, Runnable task) {
    try {
      scheduler.schedule(task, Math.max(nanos, 1_000_000), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      // Stopped; whoever waits will be refused.
    }
  }

  /** Bytes on their way to the disk. */
  public long inFlight() {
    return inFlight.get();
  }

  /** Bytes held back by senders that cannot be made to wait. */
  public long held() {
    return held.get();
  }

  /** Why nothing is taken, if that is so for longer than a moment. */
  public Optional<String> problem() {
    Throwable failed = failure;
    if (failed != null) {
      return Optional.of(String.valueOf(failed.getMessage()));
    }
    return fullLast ? Optional.of("the disk of the journal is full") : Optional.empty();
  }

  /**
   * Takes nothing any more, and waits for what was taken to become durable. What cannot in time, or
   * is kept because the disk is full, is refused.
   *
   * @return whether nothing was refused for lack of time
   */
  public boolean stop(Duration patience) throws InterruptedException {
    stopped = true;
    long deadline = System.nanoTime() + patience.toNanos();
    List<Offer> givenUp;
    synchronized (lock) {
      while (inFlight.get() > 0 && !full && deadline - System.nanoTime() > 0) {
        TimeUnit.NANOSECONDS.timedWait(lock, deadline - System.nanoTime());
      }
      givenUp = List.copyOf(kept);
      kept.clear();
    }
    givenUp.forEach(offer -> settle(offer, null, Refusal.DISK_FULL));
    return inFlight.get() == 0;
  }

  /** Counts bytes as on their way, if there is room beside what is not {@code own} already. */
  private @Nullable Refusal admit(SourceBook source, long size, long own) {
    if (stopped) {
      return Refusal.STOPPED;
    }
    if (failure != null) {
      return Refusal.FAILED;
    }
    if (full) {
      return Refusal.DISK_FULL;
    }
    if (own == 0 && source.rateWait(nanoTime.getAsLong()) > 0) {
      return Refusal.RATE;
    }
    // One batch is always let in, however large, or it would wait for ever.
    long mine = source.move(size, active);
    long all = inFlight.getAndAdd(size);
    boolean alone = mine <= own;
    if (!alone && mine + size > limit(source, all + size)) {
      takeBack(source, size);
      return Refusal.SHARE;
    }
    if (all > own && all + size > budget) {
      takeBack(source, size);
      return Refusal.OVERLOAD;
    }
    return null;
  }

  private void takeBack(SourceBook source, long size) {
    inFlight.addAndGet(-size);
    source.move(-size, active);
  }

  /**
   * What a source may have on its way. While less than half of the room is used, as much as its
   * share; beyond that, what is fair by weight among those who send now and one who may come, so
   * that nobody finds the room full of others.
   */
  private long limit(SourceBook source, long all) {
    int weight = source.rules().weight();
    long most = Math.min(budget, share * weight);
    return all <= budget / 2 ? most : Math.min(most, budget / (active.get() + 1) * weight);
  }

  private void append(Offer offer) {
    try {
      boolean awaited = offer.done != Done.NOBODY;
      CompletionStage<Long> stage =
          awaited ? log.appendAwaited(offer.batch) : log.append(offer.batch);
      stage.whenComplete((id, why) -> appended(offer, id, why));
    } catch (RuntimeException e) {
      appended(offer, null, e);
    }
  }

  private void appended(Offer offer, @Nullable Long firstId, @Nullable Throwable why) {
    if (!isFull(why)) {
      settle(offer, firstId, refusal(why));
      return;
    }
    boolean keep = offer.patient;
    synchronized (lock) {
      keep &= !stopped;
      full = true;
      fullLast = true;
      if (keep) {
        kept.addLast(offer);
      }
      probeLater();
    }
    if (!keep) {
      settle(offer, null, Refusal.DISK_FULL);
    }
  }

  private @Nullable Refusal refusal(@Nullable Throwable why) {
    if (why == null) {
      fullLast = false;
    } else if (why instanceof IOException) {
      failure = why;
    } else {
      LOG.error("the journal did not take a batch", why);
    }
    return why == null ? null : Refusal.FAILED;
  }

  /** The way of an offer has ended, well or not. */
  private void settle(Offer offer, @Nullable Long firstId, @Nullable Refusal refusal) {
    if (refusal != null) {
      offer.source.refused(refusal, offer.batch.size());
    } else {
      offer.source.durable(offer.batch.size());
      taken.addAndGet(offer.batch.size());
    }
    underWay.addAndGet(-offer.batch.size());
    release(offer.source, offer.size);
    if (refusal == null) {
      offer.done.durable(Objects.requireNonNull(firstId));
    } else {
      offer.done.refused(refusal);
    }
  }

  private void release(SourceBook source, long size) {
    takeBack(source, size);
    wake(source);
  }

  /** Only with the lock. */
  private void probeLater() {
    if (probing) {
      return;
    }
    try {
      scheduler.schedule(this::probe, PROBE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      probing = true;
    } catch (RejectedExecutionException _) {
      // Stopped; whoever waits will be refused.
    }
  }

  /** Tries the oldest batch that is kept; where none is, the next offer finds out. */
  private void probe() {
    Offer oldest;
    synchronized (lock) {
      oldest = kept.pollFirst();
      if (oldest == null) {
        probing = false;
        full = false;
      }
    }
    if (oldest == null) {
      wake(null);
    } else {
      log.append(oldest.batch).whenComplete((id, why) -> probed(oldest, id, why));
    }
  }

  private void probed(Offer oldest, @Nullable Long firstId, @Nullable Throwable why) {
    List<Offer> others = List.of();
    synchronized (lock) {
      probing = false;
      if (isFull(why) && !stopped) {
        kept.addFirst(oldest);
        probeLater();
        return;
      }
      if (!isFull(why)) {
        full = false;
        others = List.copyOf(kept);
        kept.clear();
      }
    }
    others.forEach(this::append);
    settle(oldest, firstId, isFull(why) ? Refusal.DISK_FULL : refusal(why));
  }

  private static boolean isFull(@Nullable Throwable why) {
    return why instanceof LogFullException
        || why instanceof CompletionException && why.getCause() instanceof LogFullException;
  }

  private void wake(@Nullable SourceBook source) {
    var ready = new ArrayList<Runnable>(0);
    synchronized (lock) {
      if (source != null && !source.waiting.isEmpty() && hasShare(source)) {
        ready.addAll(source.waiting);
        source.waiting.clear();
      }
      if (!waiting.isEmpty() && hasRoom()) {
        ready.addAll(waiting);
        waiting.clear();
      }
      lock.notifyAll();
    }
    ready.forEach(Runnable::run);
  }

  /** Half of it, so that those who wait are not woken for every batch that leaves. */
  private boolean hasRoom() {
    return !full && failure == null && inFlight.get() <= budget / 2;
  }

  private boolean hasShare(SourceBook source) {
    return source.inFlight() <= limit(source, inFlight.get()) / 2;
  }

  /** With what is known of the source's clock, so that a replay knows the same. */
  private static RawBatch stamped(SourceBook source, RawBatch batch) {
    long offset = source.clockOffset();
    return offset == 0 ? batch : batch.withClockOffset(offset);
  }

  /** What a batch costs while it waits: its block, its table, and the objects around them. */
  static long weight(RawBatch batch) {
    return batch.bytes().length + 12L * batch.size() + 256;
  }

  /** Told once how an offer ended, on a thread of the log. */
  public interface Done {
    /** For senders that cannot be told anything. */
    Done NOBODY =
        new Done() {
          @Override
          public void durable(long firstId) {}

          @Override
          public void refused(Refusal refusal) {}
        };

    /** The batch is durable, and its first event has this packed id. */
    void durable(long firstId);

    /** It never will be. */
    void refused(Refusal refusal);
  }

  /** Something on its way; a patient one is kept where the disk is full. */
  private record Offer(SourceBook source, RawBatch batch, long size, Done done, boolean patient) {}

  /**
   * Room that is held for a batch while it grows, so that memory is bounded before the batch is
   * complete. Given back when closed, unless the batch was offered. One thread.
   */
  public final class Room implements AutoCloseable {
    private final SourceBook source;
    private long size;

    private Room(SourceBook source) {
      this.source = source;
    }

    /** Room for so many bytes more; null if they were granted. */
    public @Nullable Refusal grow(long bytes) {
      Refusal refusal = admit(source, bytes, size);
      if (refusal == null) {
        size += bytes;
      }
      return refusal;
    }

    /** Offers the batch that is now complete, as {@link Ingest#offer} does once it is let in. */
    public void offer(RawBatch batch, Done done) {
      source.received(batch);
      long exact = weight(batch);
      source.move(exact - size, active);
      inFlight.addAndGet(exact - size);
      size = 0;
      source.charge(batch.size(), nanoTime.getAsLong());
      underWay.addAndGet(batch.size());
      append(new Offer(source, stamped(source, batch), exact, done, false));
    }

    @Override
    public void close() {
      if (size > 0) {
        release(source, size);
        size = 0;
      }
    }
  }
}
