package org.marsad.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that do pieces of work together with the one that asks. Each piece is done by one of
 * them, whichever has time, so nothing may depend on which; what they did is seen by the asker. A
 * piece that fails makes the asker fail, when all are done.
 */
final class Lanes implements AutoCloseable {
  private final ExecutorService helpers;
  private final int count;

  /**
   * Lanes.
   *
   * @param count how many, with the asker
   */
  Lanes(int count) {
    this.count = count;
    var number = new AtomicInteger();
    helpers =
        Executors.newFixedThreadPool(
            Math.max(1, count - 1),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("marsad-rules-" + number.incrementAndGet())
                    .unstarted(task));
  }

  /** How many there are, with the asker. */
  int count() {
    return count;
  }

  /** Does all of it, in no order. */
  void run(List<? extends Runnable> pieces) throws InterruptedException {
    var next = new AtomicInteger();
    var others = new ArrayList<Future<?>>();
    int helping = Math.min(count, pieces.size()) - 1;
    for (int i = 0; i < helping; i++) {
      others.add(helpers.submit(() -> drain(pieces, next)));
    }
    try {
      drain(pieces, next);
    } finally {
      for (Future<?> other : others) {
        await(other);
      }
    }
  }

  private static void drain(List<? extends Runnable> pieces, AtomicInteger next) {
    for (int i = next.getAndIncrement(); i < pieces.size(); i = next.getAndIncrement()) {
      pieces.get(i).run();
    }
  }

  private static void await(Future<?> other) throws InterruptedException {
    try {
      other.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a lane of the rules failed", e.getCause());
    }
  }

  @Override
  public void close() {
    helpers.shutdownNow();
  }
}
