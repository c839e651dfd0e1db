package org.marsad.index.segment;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RoomTest {
  private static final int MUCH = 10_000;

  private final Room room = new Room();

  @Test
  void givesTheSameMemoryToOneSegmentAfterTheOther() {
    int[] ints = room.ints(MUCH);
    long[] longs = room.longs(MUCH);
    byte[] bytes = room.bytes(MUCH);
    assertTrue(ints.length >= MUCH && longs.length >= MUCH && bytes.length >= MUCH);
    room.clear();
    assertSame(ints, room.ints(MUCH + MUCH / 10), "there is a little more room than was asked for");
    assertSame(longs, room.longs(MUCH - 1));
    assertSame(bytes, room.bytes(MUCH));
  }

  @Test
  void givesNothingTwiceToOneSegment() {
    int[] first = room.ints(MUCH);
    assertNotSame(first, room.ints(MUCH));
    room.clear();
    assertNotSame(room.ints(MUCH), room.ints(MUCH));
  }

  @Test
  void givesTheLeastThatIsEnough() {
    int[] large = room.ints(MUCH * 3 / 2);
    int[] small = room.ints(MUCH);
    room.clear();
    assertSame(small, room.ints(MUCH));
    assertSame(large, room.ints(MUCH));
    assertTrue(room.ints(MUCH * 4).length >= MUCH * 4);
    room.clear();
    assertNotSame(large, room.ints(Room.LEAST), "one far too large is for others");
  }

  @Test
  void letsGoOfWhatSomeSegmentsDidNotWant() {
    int[] large = room.ints(MUCH);
    room.clear();
    for (int segment = 0; segment < Room.PATIENCE; segment++) {
      room.clear();
    }
    assertSame(large, room.ints(MUCH));
    room.clear();
    for (int segment = 0; segment <= Room.PATIENCE; segment++) {
      room.clear();
    }
    assertNotSame(large, room.ints(MUCH));
  }
}
