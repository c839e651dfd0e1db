package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SegmentTableTest {
  /** So often that the two threads meet between any two reads. */
  private static final int ROUNDS = 50_000;

  private static final long FIRST = 7;

  @Test
  void nothingIsPassedOverThatComesWhileOneAsksWhereItBegins() throws Exception {
    var shared = new AtomicReference<>(empty());
    var writer =
        new Thread(
            () -> {
              Segment last = null;
              for (int round = 0; round < ROUNDS; round++) {
                while (shared.get() == last) {
                  Thread.onSpinWait();
                }
                last = shared.get();
                last.extend(FIRST, FIRST + 5, 100);
              }
            });
    writer.setDaemon(true);
    writer.start();
    for (int round = 0; round < ROUNDS; round++) {
      Segment segment = shared.get();
      var table = new SegmentTable();
      table.add(segment);
      do {
        assertEquals(FIRST, table.startId(), "round " + round);
      } while (segment.endId() == FIRST);
      if (round + 1 < ROUNDS) {
        shared.set(empty());
      }
    }
  }

  @Test
  void whereNothingIsItBeginsWithTheNext() {
    var table = new SegmentTable();
    table.add(empty());
    assertEquals(FIRST, table.startId());
  }

  private static Segment empty() {
    return new Segment(Path.of("x.log"), new SegmentHeader(FIRST, 0, 1), 0);
  }
}
