package org.marsad.rules;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.marsad.model.store.IncidentStore;
import org.marsad.rules.incident.Mark;

/**
 * Makes states of the rules durable, one after the other, on the thread {@code
 * marsad-rules-keeper}, so that the rules go on meanwhile. The state is written beside the last
 * one; then the incidents that belong to it are made durable, which name it; then it takes its
 * place. So whenever the process dies, there is a state that fits the incidents. Asked by one
 * thread; once it has failed, nothing is kept any more.
 */
final class Keeper {
  private final CheckpointFile file;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("marsad-rules-keeper").unstarted(task));
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable Throwable failure;
  private volatile boolean abandoned;
  private volatile long nanos;

  Keeper(CheckpointFile file) {
    this.file = file;
  }

  /** Whether everything is kept that was asked for. */
  boolean isIdle() {
    return waiting.get() == 0;
  }

  /** How long it took to keep the last state. */
  double seconds() {
    return nanos / 1e9;
  }

  /**
   * Keeps a state when those before it are kept.
   *
   * @param mark by which the incidents name it
   * @return the place in the log from which it goes on, once it is kept
   */
  CompletableFuture<Long> keep(Frozen state, Mark mark, IncidentStore.Cut incidents) {
    waiting.incrementAndGet();
    var kept = new CompletableFuture<Long>();
    thread.execute(() -> keep(state, mark, incidents, kept));
    return kept;
  }

  private void keep(
      Frozen state, Mark mark, IncidentStore.Cut incidents, CompletableFuture<Long> kept) {
    try {
      check();
      long begin = System.nanoTime();
      file.prepare(mark, state);
      incidents.makeDurable();
      file.place();
      nanos = System.nanoTime() - begin;
      kept.complete(state.nextId());
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      kept.completeExceptionally(e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /**
   * Throws if something could not be kept.
   *
   * @throws IOException why
   */
  void check() throws IOException {
    Throwable why = failure;
    if (why != null) {
      throw new IOException("the state of the rules cannot be kept: " + why.getMessage(), why);
    }
    if (abandoned) {
      throw new IOException("the rules have stopped");
    }
  }

  /** Waits for a state to be kept. */
  static void await(CompletableFuture<Long> kept) throws IOException, InterruptedException {
    try {
      kept.get();
    } catch (ExecutionException e) {
      throw new IOException("the state of the rules cannot be kept", e.getCause());
    }
  }

  /** Ends with what is in hand; nothing more is kept. */
  void close() throws InterruptedException {
    abandoned = true;
    thread.shutdown();
    boolean ended = false;
    while (!ended) { // a disk may be slow, but whoever goes on here may take up the same files
      ended = thread.awaitTermination(1, TimeUnit.MINUTES);
    }
  }
}
