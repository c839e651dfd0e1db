package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AppendQueueTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AppendQueue queue = new AppendQueue();

  @Test
  void givesBackInOrder() {
    List<Append> appends = List.of(append(0), append(1), append(2));
    appends.forEach(queue::offer);
    assertEquals(appends, list(queue.take()));
    assertNull(queue.take());
    assertEquals(0, queue.bytes());
  }

  @Test
  void takesNothingOnceClosed() {
    Append before = append(0);
    assertTrue(queue.offer(before));
    assertEquals(List.of(before), list(queue.close()));
    Append after = append(1);
    assertFalse(queue.offer(after));
    assertNull(after.next);
    assertNull(queue.close());
  }

  @Test
  void doesNotWaitWhereSomebodyElseWaits() {
    queue.offer(append(0), true);
    assertTrue(queue.isAwaited());
    assertTimeoutPreemptively(PATIENCE, () -> queue.await(Long.MAX_VALUE - 1, Long.MAX_VALUE));
    queue.take();
    assertFalse(queue.isAwaited());
    queue.offer(append(1));
    assertFalse(queue.isAwaited());
  }

  @Test
  void aWakeBeforeTheWaitEndsIt() {
    queue.wake();
    assertTimeoutPreemptively(PATIENCE, () -> queue.await(1, Long.MAX_VALUE));
  }

  @Test
  void waitsForAsMuchAsItIsTold() throws Exception {
    long weight = append(0).weight();
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<Long> waiting =
          executor.submit(
              () -> {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (queue.bytes() < 3 * weight && System.nanoTime() < deadline) {
                  queue.await(3 * weight, PATIENCE.toNanos());
                }
                return queue.bytes();
              });
      queue.offer(append(0));
      queue.offer(append(1));
      queue.offer(append(2));
      assertEquals(3 * weight, waiting.get());
    }
  }

  @Test
  void losesNothingAndKeepsTheOrderOfEachThread() throws Exception {
    int threads = 4;
    int each = 20_000;
    var start = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      var offering = new ArrayList<Future<Void>>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread * each;
        Callable<Void> offer =
            () -> {
              start.await();
              for (int i = first; i < first + each; i++) {
                assertTrue(queue.offer(append(i)));
              }
              return null;
            };
        offering.add(executor.submit(offer));
      }
      start.countDown();
      int[] next = {0, each, 2 * each, 3 * each};
      int taken = 0;
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (taken < threads * each && System.nanoTime() < deadline) {
        queue.await(1, 1_000_000);
        for (Append append : list(queue.take())) {
          int number = Math.toIntExact(append.batch.received() - 1000);
          assertEquals(next[number / each]++, number);
          taken++;
        }
      }
      assertEquals(threads * each, taken);
      for (Future<Void> done : offering) {
        done.get();
      }
    }
    assertEquals(0, queue.bytes());
  }

  private static Append append(int number) {
    return new Append(JournalFixture.batch(number, 1));
  }

  private static List<Append> list(@Nullable Append chain) {
    var list = new ArrayList<Append>();
    for (Append append = chain; append != null; append = append.next) {
      list.add(append);
    }
    return list;
  }
}
