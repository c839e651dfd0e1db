package org.marsad.index.shard;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * Things that are done one after the other, in the order they were asked for, on threads that other
 * lines use too. One that fails tells so in its future, and the next is done all the same. Any
 * thread.
 */
final class Line {
  private final Executor threads;
  private CompletableFuture<Boolean> last = CompletableFuture.completedFuture(true);

  Line(Executor threads) {
    this.threads = threads;
  }

  /** Does something after all that was asked for before. */
  synchronized Future<?> submit(Step next) {
    last = last.handleAsync((_, _) -> done(next), threads);
    return last;
  }

  private static boolean done(Step step) {
    try {
      step.run();
      return true;
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** Something to do. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }
}
