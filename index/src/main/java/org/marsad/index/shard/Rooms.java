package org.marsad.index.shard;

import java.util.ArrayDeque;
import java.util.Deque;
import org.marsad.index.segment.Room;

/**
 * Memory for segments that are made, of which nobody uses any at the moment: as much as was used at
 * a time of late. Any thread.
 */
final class Rooms {
  /** So many segments are written before what nobody wanted meanwhile is let go. */
  private static final int PATIENCE = 4;

  private final Deque<Room> free = new ArrayDeque<>();
  private int taken;

  /** How many were taken at a time since what is too much was let go last. */
  private int most;

  private int written;

  /** For one thread, until {@link #giveBack}. */
  synchronized Room take() {
    taken++;
    most = Math.max(most, taken);
    Room last = free.poll();
    return last == null ? new Room() : last;
  }

  synchronized void giveBack(Room room) {
    room.clear();
    taken--;
    free.push(room);
  }

  /** A segment was written: what was not wanted for some of them goes. */
  synchronized void age() {
    if (++written % PATIENCE == 0) {
      while (free.size() + taken > most) {
        free.removeLast();
      }
      most = taken;
    }
  }

  /** Lets go of all. */
  synchronized void clear() {
    free.clear();
  }
}
