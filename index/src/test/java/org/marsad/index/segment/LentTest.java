package org.marsad.index.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;

class LentTest {
  private final FreeChunks free = new FreeChunks();
  private final Schema schema = new Schema();
  private final EventBatch chunk = EventBatch.single(schema).build();

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

  @Test
  void memoryOfOneIsForTheOtherOfThoseThatTakeTurns() {
    var one = new Kept(schema, free);
    var other = new Kept(schema, free);
    one.add(event("of the first"), 0, 1);
    one.clear();
    assertEquals(1, free.size());
    other.add(event("of another"), 0, 2);
    other.events();
    assertEquals(0, free.size());
    other.add(event("of the other"), 0, 3);
    List<EventBatch> events = other.events();
    assertEquals("of another", original(events.getFirst()));
    assertEquals("of the other", original(events.getLast()));
    assertEquals(3, events.getLast().indexed(0));
  }

  private EventBatch event(String text) {
    EventBatch.Builder batch = EventBatch.single(schema);
    byte[] bytes = text.getBytes(UTF_8);
    int at = batch.append(bytes, 0, bytes.length);
    batch.begin(7, 1, new Origin("test", Transport.TCP, "", Origin.AUTO), at, bytes.length).end();
    return batch.build();
  }

  private static String original(EventBatch batch) {
    return new String(batch.bytes(), batch.originalOffset(0), batch.originalLength(0), UTF_8);
  }
}
