package org.marsad.collector.intake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.RawBatch;
import org.marsad.model.store.EventLog;
import org.marsad.model.store.LogFullException;

/**
 * The door of the log: bounded, and never in anybody's way. What is on its way to the disk counts
 * against one budget of bytes; when that is used up an offer is answered with no, and the input
 * does what its protocol allows: TCP stops reading, HTTP says 429, UDP drops and counts.
 *
 * <p>Thread-safe; never blocks. When the disk is full, batches of patient senders are kept, still
 * counted against the budget, and tried again in their order; impatient ones are refused.
 */
public final class Ingest {
  private static final Duration RETRY_EVERY = Duration.ofMillis(200);

  /** Why an offer was not taken. */
  public enum Refusal {
    OVERLOAD("overload"),
    DISK_FULL("disk-full"),
    FAILED("journal-failed");

    private final String reason;

    Refusal(String reason) {
      this.reason = reason;
    }

    /** The reason as metrics and books name it. */
    public String reason() {
      return reason;
    }
  }

  private final EventLog log;
  private final long budget;
  private final ScheduledExecutorService scheduler;
  private final Runnable appended;
  private final AtomicLong inFlight = new AtomicLong();
  private final Object lock = new Object();
  private final List<Runnable> waiting = new ArrayList<>();
  private final ArrayDeque<Offer> kept = new ArrayDeque<>();
  private volatile boolean full;
  private volatile @Nullable Throwable failure;

  /**
   * Makes a door.
   *
   * @param budget bytes on their way at most
   * @param scheduler runs the next try when the disk was full
   * @param appended told after each offer that was taken
   */
  public Ingest(EventLog log, long budget, ScheduledExecutorService scheduler, Runnable appended) {
    this.log = log;
    this.budget = budget;
    this.scheduler = scheduler;
    this.appended = appended;
  }

  /**
   * Offers a batch.
   *
   * @param patient whether it should be kept and tried again when the disk is full
   * @param done told once, on a thread of the log: null when the batch is durable, else why it
   *     never will be; not called if the offer is refused at once
   * @return null if it was taken
   */
  public @Nullable Refusal offer(RawBatch batch, boolean patient, Done done) {
    if (failure != null) {
      return Refusal.FAILED;
    }
    if (full && !patient) {
      return Refusal.DISK_FULL;
    }
    long size = weight(batch);
    long before = inFlight.getAndAdd(size);
    // One batch is always let in, however large, or it would wait for ever.
    if (full || (before > 0 && before + size > budget)) {
      inFlight.addAndGet(-size);
      return full ? Refusal.DISK_FULL : Refusal.OVERLOAD;
    }
    append(new Offer(batch, size, patient, done));
    appended.run();
    return null;
  }

  /** Runs the task once as soon as an offer may be taken again; on any thread, perhaps this one. */
  public void whenRoom(Runnable task) {
    synchronized (lock) {
      if (full || inFlight.get() > budget / 2) {
        waiting.add(task);
        return;
      }
    }
    task.run();
  }

  /** Bytes on their way to the disk. */
  public long inFlight() {
    return inFlight.get();
  }

  /** Why nothing is taken, if that is so. */
  public Optional<String> problem() {
    Throwable failed = failure;
    if (failed != null) {
      return Optional.of(String.valueOf(failed.getMessage()));
    }
    return full ? Optional.of("the disk of the journal is full") : Optional.empty();
  }

  private void append(Offer offer) {
    log.append(offer.batch).whenComplete((_, why) -> completed(offer, why));
  }

  private void completed(Offer offer, @Nullable Throwable why) {
    if (why instanceof LogFullException && offer.patient) {
      keep(offer);
      return;
    }
    if (why instanceof LogFullException) {
      full = true;
      scheduleProbe();
    } else if (why != null) {
      failure = why;
    }
    inFlight.addAndGet(-offer.size);
    offer.done.done(why);
    wake();
  }

  private void keep(Offer offer) {
    synchronized (lock) {
      kept.addLast(offer);
      full = true;
      if (kept.size() > 1) {
        return;
      }
    }
    schedule();
  }

  private void scheduleProbe() {
    synchronized (lock) {
      if (!kept.isEmpty()) {
        return;
      }
    }
    scheduler.schedule(this::probe, RETRY_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** With nothing kept, the next offer finds out whether there is room. */
  private void probe() {
    synchronized (lock) {
      if (!kept.isEmpty()) {
        return;
      }
      full = false;
    }
    wake();
  }

  private void schedule() {
    scheduler.schedule(this::retry, RETRY_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Tries the oldest kept batch; when it is in, the others follow in their order. */
  private void retry() {
    Offer first;
    synchronized (lock) {
      first = kept.peekFirst();
    }
    if (first == null) {
      return;
    }
    log.append(first.batch).whenComplete((_, why) -> retried(first, why));
  }

  private void retried(Offer offer, @Nullable Throwable why) {
    if (why instanceof LogFullException) {
      schedule();
      return;
    }
    boolean more;
    synchronized (lock) {
      kept.removeFirst();
      more = !kept.isEmpty();
      full = more;
    }
    if (why != null) {
      failure = why;
    }
    inFlight.addAndGet(-offer.size);
    offer.done.done(why);
    if (more) {
      retry();
    } else {
      wake();
    }
  }

  private void wake() {
    List<Runnable> ready = List.of();
    synchronized (lock) {
      boolean room = failure != null || (!full && inFlight.get() <= budget / 2);
      if (room && !waiting.isEmpty()) {
        ready = List.copyOf(waiting);
        waiting.clear();
      }
    }
    ready.forEach(Runnable::run);
  }

  /** What a batch costs while it waits: its bytes and some for the objects around them. */
  private static long weight(RawBatch batch) {
    return batch.length() + 12L * batch.size() + 256;
  }

  /** Told how an offer ended. */
  @FunctionalInterface
  public interface Done {
    /** Null when the batch is durable, else why it never will be. */
    void done(@Nullable Throwable why);
  }

  private record Offer(RawBatch batch, long size, boolean patient, Done done) {}
}
