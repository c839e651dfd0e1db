package org.marsad.index.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RightOfWayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RightOfWay way = new RightOfWay();

  @Test
  void nobodyStandsStillWhereNobodySearches() {
    RightOfWay.Lane lane = way.lane();
    for (int i = 0; i < 1_000; i++) {
      lane.giveWay();
    }
    way.begin();
    way.end();
    lane.giveWay();
    assertEquals(0, way.waited());
  }

  @Test
  void workStandsStillWhileASearchRuns() {
    way.begin();
    way.lane().giveWay();
    assertTrue(way.waited() > 0);
    way.end();
  }

  @Test
  void workGoesOnThoughASearchNeverEnds() {
    way.begin();
    RightOfWay.Lane lane = way.lane();
    for (int i = 0; i < 3; i++) {
      assertTimeoutPreemptively(PATIENCE, lane::giveWay);
    }
    way.end();
  }

  @Test
  void theEndOfTheLastSearchSetsWorkGoing() throws InterruptedException {
    var going = new AtomicBoolean();
    var begun = new CountDownLatch(1);
    way.begin();
    way.begin();
    Thread worker =
        Thread.ofPlatform()
            .start(
                () -> {
                  begun.countDown();
                  way.lane().giveWay();
                  going.set(true);
                });
    begun.await();
    way.end();
    way.end();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!going.get() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(100_000);
    }
    assertTrue(going.get());
    worker.join();
  }
}
