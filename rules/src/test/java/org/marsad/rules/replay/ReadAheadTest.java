package org.marsad.rules.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.query.Query;
import org.marsad.model.store.EventStore.ScanVisitor;
import org.marsad.model.store.SearchRequest;
import org.marsad.rules.History;

@Timeout(30)
class ReadAheadTest {
  private static final SearchRequest ALL =
      new SearchRequest(new Query.All(), 0, Long.MAX_VALUE, 0, null, Duration.ofMinutes(1));
  private final AtomicInteger read = new AtomicInteger();
  private final AtomicReference<Thread> reader = new AtomicReference<>();

  @Test
  void handsOnAllPagesInTheirOrderWhichAreReadOnAnotherThread() throws Exception {
    var clocks = new ArrayList<Long>();
    ReadAhead.scan(pages(100), ALL, batch -> clocks.add(batch.clock()));
    assertEquals(100, clocks.size());
    assertEquals(clocks.stream().sorted().toList(), clocks);
    assertNotSame(Thread.currentThread(), reader.get());
    assertEnded();
  }

  @Test
  void readsNoFurtherThanAFewPagesAhead() throws Exception {
    var ahead = new ArrayList<Integer>();
    ReadAhead.scan(
        pages(100),
        ALL,
        batch -> {
          ahead.add(read.get() - (int) batch.clock());
          return true;
        });
    assertTrue(ahead.stream().allMatch(each -> each <= 6), () -> ahead.toString());
  }

  @Test
  void endsItsThreadWhereTheVisitorWantsNoMore() throws Exception {
    var seen = new ArrayList<Long>();
    ReadAhead.scan(
        pages(Integer.MAX_VALUE),
        ALL,
        batch -> {
          seen.add(batch.clock());
          return seen.size() < 3;
        });
    assertEquals(List.of(1L, 2L, 3L), seen);
    assertEnded();
  }

  @Test
  void throwsWhatFailsWhileReading() throws Exception {
    History broken =
        (request, visitor) -> {
          pages(2).scan(request, visitor);
          throw new IOException("the disk is gone");
        };
    var seen = new ArrayList<Long>();
    IOException failure =
        assertThrows(
            IOException.class, () -> ReadAhead.scan(broken, ALL, batch -> seen.add(batch.clock())));
    assertTrue(String.valueOf(failure.getMessage()).endsWith("the disk is gone"));
    assertEquals(List.of(1L, 2L), seen);
    assertEnded();
  }

  @Test
  void endsItsThreadWhereTheVisitorFails() throws Exception {
    assertThrows(
        IOException.class,
        () ->
            ReadAhead.scan(
                pages(Integer.MAX_VALUE),
                ALL,
                _ -> {
                  throw new IOException("full");
                }));
    assertEnded();
  }

  private void assertEnded() {
    Thread thread = reader.get();
    assertTrue(thread != null && !thread.isAlive(), "the thread that reads has not ended");
  }

  private History pages(int count) {
    var schema = new Schema();
    return (SearchRequest _, ScanVisitor visitor) -> {
      reader.set(Thread.currentThread());
      for (int page = 1; page <= count; page++) {
        read.set(page);
        if (!visitor.visit(EventBatch.builder(schema).tick(page).build())) {
          return;
        }
      }
    };
  }
}
