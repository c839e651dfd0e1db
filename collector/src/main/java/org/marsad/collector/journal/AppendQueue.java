package org.marsad.collector.journal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;

/**
 * What waits for the writer. Any thread puts in without a lock; one thread takes all at once, and
 * is woken only when as much is there as it waits for. Bounded by those who put in.
 *
 * <p>A stack of the links in the appends themselves, turned round when it is taken (R. K. Treiber,
 * "Systems programming: coping with parallelism", 1986).
 */
final class AppendQueue {
  /** Stands on top for ever once the queue is closed. */
  private static final Append CLOSED =
      new Append(RawBatch.tick(Origin.of("closed", Transport.INTERNAL, ""), 0));

  private final AtomicReference<@Nullable Append> newest = new AtomicReference<>();
  private final AtomicLong bytes = new AtomicLong();
  private volatile long wanted = Long.MAX_VALUE;
  private volatile @Nullable Thread taker;
  private volatile boolean woken;
  private volatile boolean awaited;

  /** Puts in what nobody waits for; false if the queue is closed. */
  boolean offer(Append append) {
    return offer(append, false);
  }

  /**
   * Puts in.
   *
   * @param hurried whether somebody waits for it, so that the taker is to come at once
   * @return false if the queue is closed
   */
  boolean offer(Append append, boolean hurried) {
    Append top;
    do {
      top = newest.get();
      if (top == CLOSED) {
        append.next = null;
        return false;
      }
      append.next = top;
    } while (!newest.compareAndSet(top, append));
    // First in the queue, then counted: who waits for the count finds it.
    boolean enough = bytes.addAndGet(append.weight()) >= wanted;
    if (hurried) {
      awaited = true;
    }
    // Who begins to wait says so first and then looks again, so that either sees the other.
    if (enough || (hurried && wanted != Long.MAX_VALUE)) {
      wake();
    }
    return true;
  }

  /** Whether somebody waits for what is here. */
  boolean isAwaited() {
    return awaited && bytes.get() > 0;
  }

  /** About how many bytes wait. */
  long bytes() {
    return Math.max(0, bytes.get());
  }

  /** Takes all, linked in the order in which it was put in; null if there is nothing. */
  @Nullable Append take() {
    awaited = false;
    return inOrder(newest.getAndSet(null));
  }

  /** As {@link #take()}, and nothing can be put in any more. */
  @Nullable Append close() {
    return inOrder(newest.getAndSet(CLOSED));
  }

  /**
   * Waits until so many bytes are there, or the time is over, or {@link #wake()}, or for no reason.
   */
  void await(long count, long nanos) {
    taker = Thread.currentThread();
    wanted = count;
    if (bytes.get() < count && !woken && !isAwaited()) {
      LockSupport.parkNanos(this, nanos);
    }
    wanted = Long.MAX_VALUE;
    woken = false;
  }

  /** Ends a wait. */
  void wake() {
    woken = true;
    LockSupport.unpark(taker);
  }

  private @Nullable Append inOrder(@Nullable Append top) {
    Append first = null;
    for (Append at = top == CLOSED ? null : top; at != null; ) {
      bytes.addAndGet(-at.weight());
      Append older = at.next;
      at.next = first;
      first = at;
      at = older;
    }
    return first;
  }
}
