package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.marsad.rules.signal.Signal;

/**
 * The distinct values that were seen latest, each with its latest time and event; at most so many.
 * Of a value only a hash of 63 bits is kept, under a key of its table.
 *
 * <p>A ring in the order of time: a value that is seen again is entered again, and where it stood
 * before is dead. So memory is written from front to back, and what must be looked up by chance is
 * one number in a table. Places have numbers that go on and on, and the table tells the latest one
 * of each value: who is older than the front of the ring is gone, and the table need not be told.
 * When the ring is full, the dead at its front are left out, else all of them, or there are few and
 * it grows. Each step is constant, in the mean, however many values there are.
 */
final class Distinct {
  private static final int FIRST = 4;

  /** Rings up to this are looked through, larger ones have a table. */
  private static final int SMALL = 16;

  private static final int ENTRY = 3;

  /** Entries of the table for each place. */
  private static final int TABLE = 2;

  private static final long DEAD = 0;
  private static final int NONE = -1;

  /** The numbers of places begin anew behind this; a ring has a quarter of them at most. */
  private static final long NUMBER = (1 << 20) - 1;

  /** Numbers given out before the table forgets those gone, lest they seem to be new again. */
  private static final int ROUND = 1 << 19;

  private static final long FREE = 0;
  private static final long[] NO_TABLE = {};

  /** Of each place the hash, the time and the event. */
  private long[] ring = new long[FIRST * ENTRY];

  private int capacity = FIRST;

  /**
   * Where to begin, in rings and tables. Those of many keys are as large as each other, and what is
   * at the same place in all of them would be in each other's way in the caches of the CPU.
   */
  private int scatter;

  /** By its low bits the rest of a hash, and in place of them the number of its place. */
  private long[] table = NO_TABLE;

  /** Entries of the table that are not free, though their value may be gone. */
  private int taken;

  /** Numbers given out since the table was made. */
  private int given;

  /** The number of the place at the front. */
  private int head;

  private int used;
  private int size;

  /** Enters a value by its hash; at most so many are kept. */
  void add(long hash, long time, long id, int most) {
    if (used == capacity) {
      makeRoom();
    }
    if (capacity <= SMALL) {
      leave(search(hash), most);
    } else {
      int slot = slot(hash);
      long entry = table[slot];
      boolean isThere = entry != FREE && (((int) entry - head) & NUMBER) < used;
      leave(isThere ? (int) entry & (capacity - 1) : NONE, most);
      taken += entry == FREE ? 1 : 0;
      table[slot] = entry(hash, head + used);
    }
    int at = place(used++) * ENTRY;
    ring[at] = hash;
    ring[at + 1] = time;
    ring[at + 2] = id;
    if (++given > ROUND || taken > table.length - table.length / 4) {
      index();
    }
  }

  /** Whether a value must be looked up far away. */
  boolean isFar() {
    return capacity > SMALL;
  }

  /** What must be looked at for a value that is about to be entered; it means nothing. */
  long fetch(long hash) {
    return isFar() ? table[((int) hash ^ scatter) & (table.length - 1)] : 0;
  }

  /** A value that stood there before, or nowhere, is about to be entered. */
  private void leave(int before, int most) {
    if (before == NONE) {
      while (size >= most) {
        removeOldest();
      }
      size++;
    } else {
      ring[before * ENTRY] = DEAD;
    }
  }

  /** How much of a ring may live. */
  private int enough() {
    return capacity - capacity / 4;
  }

  /** The n-th place from the head on. */
  private int place(int index) {
    return (head + index) & (capacity - 1);
  }

  private long hash(int place) {
    return ring[place * ENTRY];
  }

  private int search(long hash) {
    for (int place = 0; place < capacity; place++) {
      if (hash(place) == hash) {
        return place;
      }
    }
    return NONE;
  }

  /** Where a hash stands in the table, or would stand. */
  private int slot(long hash) {
    int mask = table.length - 1;
    int slot = ((int) hash ^ scatter) & mask;
    while (table[slot] != FREE && ((table[slot] ^ hash) & ~NUMBER) != 0) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long entry(long hash, int number) {
    return (hash & ~NUMBER) | (number & NUMBER);
  }

  /** Leaves out the dead, in a larger ring if they are few. */
  private void makeRoom() {
    skipDead();
    if (size > enough()) {
      grow();
    } else if (used > enough()) {
      closeUp();
    }
  }

  /** Moves all that live together, in the same ring. */
  private void closeUp() {
    int kept = 0;
    for (int i = 0; i < used; i++) {
      int from = place(i);
      if (hash(from) != DEAD) {
        int to = place(kept++);
        if (from != to) {
          move(from, ring, to);
          ring[from * ENTRY] = DEAD;
        }
      }
    }
    used = kept;
    index();
  }

  private void move(int from, long[] other, int to) {
    other[to * ENTRY] = ring[from * ENTRY];
    other[to * ENTRY + 1] = ring[from * ENTRY + 1];
    other[to * ENTRY + 2] = ring[from * ENTRY + 2];
  }

  private void grow() {
    var more = new long[ring.length * 2];
    scatter = capacity < SMALL ? 0 : System.identityHashCode(this);
    int start = scatter & (capacity * 2 - 1);
    int kept = 0;
    for (int i = 0; i < used; i++) {
      int from = place(i);
      if (hash(from) != DEAD) {
        int to = (start + kept++) & (capacity * 2 - 1);
        move(from, more, to);
      }
    }
    ring = more;
    capacity *= 2;
    head = start;
    used = kept;
    index();
  }

  /** Makes the table anew, of all that live. */
  private void index() {
    given = 0;
    if (capacity <= SMALL) {
      return;
    }
    if (table.length == capacity * TABLE) {
      Arrays.fill(table, FREE);
    } else {
      table = new long[capacity * TABLE];
    }
    for (int i = 0; i < used; i++) {
      long hash = hash(place(i));
      if (hash != DEAD) {
        table[slot(hash)] = entry(hash, head + i);
      }
    }
    taken = size;
  }

  /** Leaves out what was not seen after the limit. */
  void forget(long limit) {
    while (size > 0 && oldestTime() <= limit) {
      removeOldest();
    }
  }

  private void removeOldest() {
    skipDead();
    ring[place(0) * ENTRY] = DEAD;
    head++;
    used--;
    size--;
  }

  private void skipDead() {
    while (used > 0 && hash(place(0)) == DEAD) {
      head++;
      used--;
    }
  }

  int size() {
    return size;
  }

  /** When the value that was not seen for longest was seen; there must be one. */
  long oldestTime() {
    skipDead();
    return ring[place(0) * ENTRY + 1];
  }

  /** The latest event of each value, in the order of time, the latest so many. */
  List<Signal> events(Trail trail, int most) {
    var events = new ArrayList<Signal>();
    int skipped = size - most;
    long last = NONE;
    for (int i = 0; i < used; i++) {
      int place = place(i);
      if (hash(place) == DEAD || skipped-- > 0) {
        continue;
      }
      long id = ring[place * ENTRY + 2];
      if (id != last || events.isEmpty()) {
        events.add(trail.find(id, ring[place * ENTRY + 1]));
        last = id;
      }
    }
    return events;
  }

  int bytes() {
    return 128 + ring.length * Long.BYTES + table.length * Long.BYTES;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < used; i++) {
      int place = place(i);
      if (hash(place) != DEAD) {
        out.writeLong(hash(place));
        out.writeLong(ring[place * ENTRY + 1]);
        out.writeLong(ring[place * ENTRY + 2]);
      }
    }
  }

  void read(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      add(in.readLong(), in.readLong(), in.readLong(), Integer.MAX_VALUE);
    }
  }
}
