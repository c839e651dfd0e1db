package org.marsad.index.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.marsad.index.column.Patience;

/** Segments are numbers here, and what comes of one is its double. */
final class SideBySideTest {
  private static final int AT_A_TIME = 3;
  private static final int AHEAD = 2 * AT_A_TIME;

  private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
  private final Patience patience =
      new Patience(System.nanoTime() + TimeUnit.MINUTES.toNanos(5), () -> false, Long.MAX_VALUE);
  private final List<Integer> taken = new ArrayList<>();
  private final AtomicInteger worked = new AtomicInteger();

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
  }

  private SideBySide<Integer, Integer> sideBySide(int atATime) {
    return new SideBySide<>(threads, atATime, patience);
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static List<Integer> doubles(int count) {
    return IntStream.range(0, count).mapToObj(i -> 2 * i).toList();
  }

  private int twice(int segment) {
    worked.incrementAndGet();
    return 2 * segment;
  }

  private boolean take(int result) {
    taken.add(result);
    return true;
  }

  @Test
  void handsOverInTheOrderOfSegmentsWhoeverWorkedOnThem() throws IOException {
    sideBySide(AT_A_TIME).run(numbers(1_000), i -> i % 7, this::twice, this::take);
    assertEquals(doubles(1_000), taken);
  }

  @Test
  void doesAllAloneWhereNoThreadIsThereToHelp() throws IOException {
    threads.shutdown();
    sideBySide(AT_A_TIME).run(numbers(50), _ -> 1_000_000, this::twice, this::take);
    assertEquals(doubles(50), taken);
  }

  @Test
  void hasNothingToDoWithoutSegments() throws IOException {
    sideBySide(AT_A_TIME).run(List.of(), _ -> 1, this::twice, this::take);
    assertEquals(List.of(), taken);
  }

  @Test
  void isHelpedWithSegmentsThatAreWorthIt() throws IOException {
    var both = new CountDownLatch(2);
    sideBySide(2)
        .run(
            numbers(2),
            _ -> 1_000_000,
            i -> {
              both.countDown();
              assertTrue(awaited(both), "nobody works on the other");
              return 2 * i;
            },
            this::take);
    assertEquals(doubles(2), taken);
  }

  @Test
  void isNotAheadOfWhatIsTakenByMoreThanAFew() throws IOException {
    var most = new AtomicInteger();
    sideBySide(AT_A_TIME)
        .run(
            numbers(500),
            _ -> 1_000_000,
            this::twice,
            result -> {
              most.accumulateAndGet(worked.get() - taken.size(), Math::max);
              return take(result);
            });
    assertEquals(doubles(500), taken);
    assertTrue(most.get() <= AHEAD, most + " were begun and not taken");
  }

  @Test
  void beginsNothingMoreWhenTheAskerHasEnough() throws IOException {
    sideBySide(AT_A_TIME)
        .run(numbers(500), _ -> 1_000_000, this::twice, result -> take(result) && taken.size() < 3);
    assertEquals(doubles(3), taken);
    assertTrue(worked.get() <= 3 + AHEAD, worked + " were begun");
  }

  @Test
  void tellsThoseAtWorkToStopWhenTheAskerHasEnough() throws IOException {
    var begun = new CountDownLatch(1);
    var others = new CountDownLatch(1);
    for (int i = 0; i < AT_A_TIME; i++) {
      // Nobody helps before the asker has begun the first.
      threads.execute(() -> awaited(begun));
    }
    sideBySide(2)
        .run(
            numbers(2),
            _ -> 1_000_000,
            i -> {
              if (i == 0) {
                begun.countDown();
                assertTrue(awaited(others), "nobody works on the other");
                return 0;
              }
              others.countDown();
              return awaitStop() ? 2 : -1;
            },
            result -> take(result) && false);
    assertEquals(List.of(0), taken);
    assertEquals(Patience.End.GONE, patience.end());
  }

  private boolean awaitStop() {
    while (!patience.isOver()) {
      Thread.onSpinWait();
    }
    return patience.end() == Patience.End.GONE;
  }

  @Test
  void tellsWhatWentWrongOnAnyThreadOnceNobodyWorksAnyMore() {
    var working = new AtomicInteger();
    IOException why =
        assertThrows(
            IOException.class,
            () ->
                sideBySide(AT_A_TIME)
                    .run(
                        numbers(100),
                        _ -> 1_000_000,
                        i -> {
                          working.incrementAndGet();
                          try {
                            if (i == 20) {
                              throw new IOException("cannot read segment 20");
                            }
                            return 2 * i;
                          } finally {
                            working.decrementAndGet();
                          }
                        },
                        this::take));
    assertEquals("cannot read segment 20", why.getMessage());
    assertEquals(doubles(20), taken);
    assertEquals(0, working.get());
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
