package org.marsad.index.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void thingsOfOneLineAreDoneInTheirOrder() throws Exception {
    var line = new Line(threads);
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    Future<?> last = line.submit(() -> {});
    for (int i = 0; i < 100; i++) {
      int number = i;
      last = line.submit(() -> done.add(number));
    }
    last.get(30, TimeUnit.SECONDS);
    assertEquals(IntStream.range(0, 100).boxed().toList(), done);
  }

  @Test
  void linesDoNotWaitForEachOther() throws Exception {
    var held = new CountDownLatch(1);
    Future<?> first = new Line(threads).submit(() -> await(held));
    new Line(threads).submit(held::countDown).get(30, TimeUnit.SECONDS);
    first.get(30, TimeUnit.SECONDS);
  }

  @Test
  void whatFailsSaysSoAndTheNextIsDone() throws Exception {
    var line = new Line(threads);
    var why = new IOException("no room");
    Future<?> failed =
        line.submit(
            () -> {
              throw why;
            });
    Future<?> next = line.submit(() -> {});
    assertEquals(why, assertThrows(IOException.class, () -> Workers.await(failed)));
    next.get(30, TimeUnit.SECONDS);
    assertTrue(next.isDone());
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
