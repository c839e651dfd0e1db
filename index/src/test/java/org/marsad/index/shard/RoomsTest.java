package org.marsad.index.shard;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.marsad.index.segment.Room;

class RoomsTest {
  private final Rooms rooms = new Rooms();

  @Test
  void whatIsGivenBackIsTakenNext() {
    Room first = rooms.take();
    Room second = rooms.take();
    assertNotSame(first, second);
    rooms.giveBack(first);
    assertSame(first, rooms.take());
    rooms.giveBack(second);
    assertSame(second, rooms.take());
  }

  @Test
  void asManyStayAsWereUsedAtATime() {
    Room first = rooms.take();
    Room second = rooms.take();
    rooms.giveBack(second);
    rooms.giveBack(first);
    written(4);
    assertSame(first, rooms.take());
    written(4);
    assertNotSame(second, rooms.take(), "nobody wanted a second one meanwhile");
  }

  @Test
  void whatNobodyWantsForSomeSegmentsIsLetGo() {
    Room only = rooms.take();
    rooms.giveBack(only);
    written(8);
    assertNotSame(only, rooms.take());
  }

  private void written(int segments) {
    for (int i = 0; i < segments; i++) {
      rooms.age();
    }
  }
}
