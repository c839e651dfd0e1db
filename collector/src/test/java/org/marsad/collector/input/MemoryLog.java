package org.marsad.collector.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.store.EventLog;
import org.marsad.model.store.LogFullException;

/**
 * A log in memory that can be made to stick, to be full, and to fail, for tests of what stands in
 * front of it. Completes stages on a thread of its own, as a real log does. Thread-safe.
 */
public final class MemoryLog implements EventLog {
  private static final long START = 0;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("memory-log").factory());
  private final List<RawBatch> batches = new ArrayList<>();
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private long end = START;
  private long pendingBytes;
  private long peak;
  private boolean stuck;
  private boolean full;
  private boolean failed;
  private volatile long room = Long.MAX_VALUE;

  /** One frame as the log has it. */
  public record Frame(byte[] bytes, int flags, Origin origin) {
    /** The bytes as text, one character a byte. */
    public String text() {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private record Pending(RawBatch batch, CompletableFuture<Long> stage) {}

  /** From now on it says that it has so much room. */
  public void room(long bytes) {
    room = bytes;
  }

  @Override
  public long room() {
    return room;
  }

  @Override
  public synchronized CompletionStage<Long> append(RawBatch batch) {
    var stage = new CompletableFuture<Long>();
    pending.add(new Pending(batch, stage));
    pendingBytes += batch.length();
    peak = Math.max(peak, pendingBytes);
    thread.execute(this::settle);
    return stage;
  }

  /** From now on nothing becomes durable; what is appended waits. */
  public synchronized void stick() {
    stuck = true;
  }

  /** From now on every append finds the disk full. */
  public synchronized void fill() {
    full = true;
  }

  /** From now on every append fails for good. */
  public synchronized void fail() {
    failed = true;
  }

  /** Takes {@link #stick} and {@link #fill} back. */
  public synchronized void relieve() {
    stuck = false;
    full = false;
    thread.execute(this::settle);
  }

  /** The most bytes that waited to become durable. */
  public synchronized long peak() {
    return peak;
  }

  /** All durable frames in their order. */
  public synchronized List<Frame> frames() {
    var frames = new ArrayList<Frame>();
    for (RawBatch batch : batches) {
      for (int i = 0; i < batch.size(); i++) {
        int at = batch.offset(i);
        byte[] bytes = Arrays.copyOfRange(batch.bytes(), at, at + batch.length(i));
        frames.add(new Frame(bytes, batch.flags(i), batch.origin()));
      }
    }
    return frames;
  }

  /** How many frames are durable. */
  public synchronized int size() {
    return (int) (end - START);
  }

  /** Waits until so many frames are durable. */
  public void awaitSize(int frames, Duration patience) throws InterruptedException {
    await(() -> size() >= frames, patience, () -> size() + " of " + frames + " frames arrived");
  }

  /** Waits for something that comes by itself. */
  public static void await(BooleanSupplier condition, Duration patience, Supplier<String> otherwise)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(otherwise.get());
      }
      pause();
    }
  }

  private static void pause() throws InterruptedException {
    LockSupport.parkNanos(1_000_000);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private void settle() {
    while (true) {
      Pending next;
      Exception why;
      long id;
      synchronized (this) {
        if (stuck || pending.isEmpty()) {
          return;
        }
        next = pending.remove();
        pendingBytes -= next.batch.length();
        id = end;
        why = failed ? new IOException("broken") : full ? new LogFullException("full") : null;
        if (why == null) {
          batches.add(next.batch.withFirstId(id));
          end += next.batch.size();
        }
      }
      if (why == null) {
        next.stage.complete(id);
      } else {
        next.stage.completeExceptionally(why);
      }
    }
  }

  @Override
  public Reader read(long id) {
    return new MemoryReader();
  }

  private synchronized @Nullable RawBatch batch(int index) {
    return index < batches.size() ? batches.get(index) : null;
  }

  @Override
  public long start() {
    return START;
  }

  @Override
  public synchronized long end() {
    return end;
  }

  @Override
  public void commit(String consumer, long id) {}

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private final class MemoryReader implements Reader {
    private int next;
    private long position = START;

    @Override
    public @Nullable RawBatch poll(Duration patience) throws InterruptedException {
      long deadline = System.nanoTime() + patience.toNanos();
      RawBatch batch = batch(next);
      while (batch == null && System.nanoTime() - deadline < 0) {
        pause();
        batch = batch(next);
      }
      if (batch != null) {
        next++;
        position = batch.firstId() + batch.size();
      }
      return batch;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void close() {}
  }
}
