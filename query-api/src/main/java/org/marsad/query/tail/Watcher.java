package org.marsad.query.tail;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;

/** The batches that wait for one who watches: a few, then they are missed. Thread-safe. */
final class Watcher implements AutoCloseable {
  /** Some seconds of a calm stream, tens of milliseconds of a full one: 32 MiB at most. */
  private static final int BATCHES = 64;

  private final BlockingQueue<EventBatch> waiting = new ArrayBlockingQueue<>(BATCHES);
  private final AtomicLong missed = new AtomicLong();
  private final Consumer<Watcher> leave;

  Watcher(Consumer<Watcher> leave) {
    this.leave = leave;
  }

  /** Never waits; false if there was no room, which is counted. */
  boolean offer(EventBatch batch) {
    boolean taken = waiting.offer(batch);
    if (!taken) {
      missed.addAndGet(batch.size());
    }
    return taken;
  }

  /** The next batch, or null if none came in time. */
  @Nullable EventBatch poll(Duration patience) throws InterruptedException {
    return waiting.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** How many events there was no room for so far. */
  long missed() {
    return missed.get();
  }

  @Override
  public void close() {
    leave.accept(this);
    waiting.clear();
  }
}
