package org.marsad.collector.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.Samples;
import org.marsad.model.metrics.Metrics;

final class BooksCheckTest {
  private static final int PATIENCE = 3;

  private final Metrics metrics = new Metrics();
  private final SourceBooks books = new SourceBooks(metrics);
  private final AtomicLong underWay = new AtomicLong();
  private final BooksCheck check =
      new BooksCheck(books, underWay::get, () -> true, PATIENCE, metrics);

  private void look() {
    for (int i = 0; i < PATIENCE; i++) {
      check.look();
    }
  }

  @Test
  void framesOnTheirWayAreNoProblem() {
    books.of(Samples.TCP).received(Samples.raw("a", "b"));
    underWay.set(2);
    look();

    assertEquals(Optional.empty(), check.problem());
  }

  @Test
  void lostFrameIsFound() {
    books.of(Samples.TCP).received(Samples.raw("a", "b"));
    underWay.set(1);
    look();

    assertTrue(check.problem().orElseThrow().contains("2 frames are on their way by the books, 1"));
    assertEquals(check.problem().orElseThrow(), books.problem());
  }

  @Test
  void frameThatIsCountedTwiceIsFound() {
    SourceBook book = books.of(Samples.TCP);
    book.received(Samples.raw("a"));
    book.refused(Refusal.OVERLOAD, 1);
    book.refused(Refusal.OVERLOAD, 1);
    look();

    assertTrue(check.problem().orElseThrow().contains("-1 frames are on its way"));
  }

  @Test
  void frameThatWasNeverHandedOverIsFound() {
    SourceBook book = books.of(Samples.TCP);
    book.received(Samples.raw("a"));
    book.durable(1);
    look();

    assertTrue(
        check.problem().orElseThrow().contains("1 frames in the log were never handed over"));
  }

  @Test
  void oneLookProvesNothingAndBalanceTakesItBack() {
    books.of(Samples.TCP).received(Samples.raw("a"));
    check.look();
    assertEquals(Optional.empty(), check.problem());

    look();
    assertTrue(check.problem().isPresent());

    underWay.set(1);
    check.look();
    assertEquals(Optional.empty(), check.problem());
  }
}
