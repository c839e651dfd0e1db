package org.marsad.collector.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marsad.collector.source.SourceSettings;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.event.Transport;
import org.marsad.model.intake.SourceReport;
import org.marsad.model.metrics.Metrics;

final class SourceBooksTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST = 8;

  private long nanos = 1_000 * SECOND;
  private final Metrics metrics = new Metrics();
  private final SourceBooks books =
      new SourceBooks(metrics, new SourceSettings(List.of()), MOST, () -> nanos);

  private static Origin origin(int i) {
    return Origin.of("syslog-udp", Transport.UDP, "192.0.2." + i);
  }

  private RawBatch batch(Origin origin) {
    return RawBatch.builder(origin, nanos).add(new byte[] {'x'}).build();
  }

  private void whole(Origin origin) {
    SourceBook book = books.of(origin);
    book.received(batch(origin));
    book.durable(1);
    books.of(origin).stored("syslog-3164", 1, 5);
  }

  private long sum() {
    return books.report().stream().mapToLong(SourceReport::received).sum();
  }

  @Test
  void everyColumnAddsUpOnTheWay() {
    SourceBook book = books.of(origin(1));
    for (int i = 0; i < 5; i++) {
      book.received(batch(origin(1)));
    }
    book.refused(Refusal.OVERLOAD, 1);
    book.durable(3);
    book.stored("json", 1, 7);
    book.quarantined(1, 9);

    SourceReport report = books.report().getFirst();

    assertEquals(5, report.received());
    assertEquals(1, report.indexed());
    assertEquals(1, report.quarantined());
    assertEquals(2, report.pending());
    assertEquals(0.5, report.parsed());
    assertEquals(9, report.lag());
    assertTrue(report.isBalanced());
  }

  @Test
  void longUnseenSourcesMakeRoomAndTheirSumsStay() {
    for (int i = 0; i < MOST; i++) {
      whole(origin(i));
    }
    nanos += 61 * SECOND;

    whole(origin(100));

    assertEquals(MOST + 1, sum());
    assertTrue(books.report().stream().anyMatch(each -> each.peer().equals("192.0.2.100")));
    assertTrue(books.report().stream().anyMatch(each -> each.peer().equals(SourceBooks.OTHER)));
    assertTrue(books.report().size() <= MOST + 1);
    books.report().forEach(each -> assertTrue(each.isBalanced(), each::toString));
  }

  @Test
  void floodOfSendersSharesOneBook() throws IOException {
    for (int i = 0; i < 200; i++) {
      whole(origin(i));
    }

    assertEquals(200, sum());
    assertEquals(MOST + 1, books.report().size());
    var text = new StringBuilder();
    metrics.write(text);
    assertTrue(text.toString().contains("marsad_collector_sources_folded_total"), text::toString);
  }

  @Test
  void whatIsUnderWayKeepsItsBookFromBeingClosed() {
    for (int i = 0; i < MOST; i++) {
      books.of(origin(i)).received(batch(origin(i)));
    }
    SourceBook first = books.of(origin(0));
    nanos += 120 * SECOND;

    SourceBook shared = books.of(origin(100));

    assertSame(shared, books.of(origin(101)));
    assertSame(first, books.of(origin(0)));
  }

  @Test
  void newcomersGetBooksAgainAfterTheFlood() {
    for (int i = 0; i < 100; i++) {
      whole(origin(i));
    }
    nanos += 120 * SECOND;

    assertNotSame(books.of(origin(200)), books.of(origin(201)));
  }

  @Test
  void sumsAreRightWhateverComes() {
    var random = new Random(7);
    int frames = 0;
    for (int i = 0; i < 20_000; i++) {
      whole(origin(random.nextInt(250)));
      frames++;
      nanos += random.nextInt(100) == 0 ? 30 * SECOND : 1_000;
    }

    assertEquals(frames, sum());
    for (SourceReport report : books.report()) {
      assertEquals(0, report.pending(), report::toString);
      assertTrue(report.isBalanced(), report::toString);
    }
  }
}
