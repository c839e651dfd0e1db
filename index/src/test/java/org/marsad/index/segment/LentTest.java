package org.marsad.index.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

class LentTest {
  private final ArrayDeque<EventBatch> free = new ArrayDeque<>();
  private final EventBatch chunk = EventBatch.single(new Schema()).build();

  @Test
  void memoryIsFreeWhenTheLastOfThoseWhoLookHasLeft() {
    var lent = new Lent(free);
    lent.look();
    lent.look();
    lent.end(List.of(chunk));
    lent.leave();
    assertTrue(free.isEmpty());
    lent.look();
    lent.leave();
    assertTrue(free.isEmpty());
    lent.leave();
    assertEquals(List.of(chunk), List.copyOf(free));
  }

  @Test
  void memoryIsFreeAtOnceWhereNobodyLooks() {
    var lent = new Lent(free);
    lent.look();
    lent.leave();
    assertTrue(free.isEmpty());
    lent.end(List.of(chunk));
    assertEquals(List.of(chunk), List.copyOf(free));
  }

  @Test
  void keepsNoMoreThanOneSegmentHas() {
    new Lent(free).end(List.of(chunk, chunk));
    new Lent(free).end(List.of(chunk, chunk));
    assertEquals(2, free.size());
  }
}
