package org.marsad.collector.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SegmentTableTest {
  /** So often that the two threads meet between any two reads. */
  private static final int ROUNDS = 50_000;

  private static final long FIRST = 7;

  private volatile Segment shared = empty();

  @Test
  void nothingIsPassedOverThatComesWhileOneAsksWhereItBegins() throws Exception {
    var writer =
        new Thread(
            () -> {
              for (int round = 0; round < ROUNDS; round++) {
                Segment next = shared;
                while (next.endId() > FIRST) {
                  Thread.onSpinWait();
                  next = shared;
                }
                next.extend(FIRST, FIRST + 5, 100);
              }
            });
    writer.setDaemon(true);
    writer.start();
    for (int round = 0; round < ROUNDS; round++) {
      Segment segment = shared;
      var table = new SegmentTable();
      table.add(segment);
      do {
        assertEquals(FIRST, table.startId(), "round " + round);
      } while (segment.endId() == FIRST);
      if (round + 1 < ROUNDS) {
        shared = empty();
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
