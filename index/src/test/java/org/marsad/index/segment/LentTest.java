package org.marsad.index.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;

class LentTest {
  private final FreeChunks free = new FreeChunks();
  private final EventBatch chunk = EventBatch.single(new Schema()).build();

  @Test
  void memoryIsFreeWhenTheLastOfThoseWhoLookHasLeft() {
    var lent = new Lent(free);
    lent.look();
    lent.look();
    lent.end(List.of(chunk));
    lent.leave();
    assertEquals(0, free.size());
    lent.look();
    lent.leave();
    assertEquals(0, free.size());
    lent.leave();
    assertEquals(1, free.size());
    assertSame(chunk, free.poll());
  }

  @Test
  void memoryIsFreeAtOnceWhereNobodyLooks() {
    var lent = new Lent(free);
    lent.look();
    lent.leave();
    assertEquals(0, free.size());
    lent.end(List.of(chunk));
    assertEquals(1, free.size());
    assertSame(chunk, free.poll());
  }

  @Test
  void keepsNoMoreThanOneSegmentHas() {
    new Lent(free).end(List.of(chunk, chunk));
    new Lent(free).end(List.of(chunk, chunk));
    assertEquals(2, free.size());
  }
}
