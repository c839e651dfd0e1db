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
 * Of a value only a hash of 63 bits is kept.
 *
 * <p>A ring in the order of time: a value that is seen again is entered again, and where it stood
 * before is dead. So memory is written from front to back, and what must be looked up by chance is
 * one number in a table of places. When the ring is full, the dead at its front are left out, else
 * all of them, or there are few and it grows. Each step is constant, in the mean, however many
 * values there are.
 */
final class Distinct {
  private static final int FIRST = 4;

  /** Rings up to this are looked through, larger ones have a table of places. */
  private static final int SMALL = 16;

  private static final int ENTRY = 3;
  private static final long DEAD = 0;
  private static final int NONE = -1;

  private static final long PLACE = (1 << 18) - 1;
  private static final long FREE = 0;
  private static final long GONE = 1;
  private static final long[] NO_TABLE = {};

  /** Of each place the hash, the time and the event. */
  private long[] ring = new long[FIRST * ENTRY];

  private int capacity = FIRST;

  /**
   * Where to begin, in rings and tables. Those of many keys are as large as each other, and what is
   * at the same place in all of them would be in each other's way in the caches of the CPU.
   */
  private int scatter;

  /** By its low bits the rest of a hash, and in place of them where it stands in the ring. */
  private long[] table = NO_TABLE;

  /** Numbers in the table that are not free, though their value may be gone. */
  private int taken;

  private int head;
  private int used;
  private int size;

  /** Enters a value; at most so many are kept. */
  void add(String value, long time, long id, int most) {
    enter(TextHash.of(value), time, id, most);
  }

  private void enter(long hash, long time, long id, int most) {
    if (used == capacity) {
      makeRoom();
    }
    boolean isSmall = capacity <= SMALL;
    int slot = isSmall ? NONE : slot(hash);
    int before = isSmall ? search(hash) : placeAt(slot);
    if (before == NONE) {
      while (size >= most) {
        removeOldest();
      }
      size++;
    } else {
      ring[before * ENTRY] = DEAD;
    }
    int place = place(used++);
    ring[place * ENTRY] = hash;
    ring[place * ENTRY + 1] = time;
    ring[place * ENTRY + 2] = id;
    if (!isSmall) {
      taken += table[slot] == FREE ? 1 : 0;
      table[slot] = entry(hash, place);
      if (taken > enough()) {
        makeTable();
      }
    }
  }

  /** How much of a ring or a table may be in use. */
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

  /** Where the place of a hash stands in the table, or would stand. */
  private int slot(long hash) {
    int mask = table.length - 1;
    int slot = ((int) hash ^ scatter) & mask;
    while (table[slot] != FREE && ((table[slot] ^ hash) & ~PLACE) != 0) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int placeAt(int slot) {
    return table[slot] == FREE ? NONE : (int) (table[slot] & PLACE);
  }

  private static long entry(long hash, int place) {
    return (hash & ~PLACE) | place;
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

  /** Makes the table anew: of those it holds some are gone, or it is too small. */
  private void makeTable() {
    if (size > enough()) {
      grow();
    } else {
      index();
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
          System.arraycopy(ring, from * ENTRY, ring, to * ENTRY, ENTRY);
          ring[from * ENTRY] = DEAD;
        }
      }
    }
    used = kept;
    index();
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
        System.arraycopy(ring, from * ENTRY, more, to * ENTRY, ENTRY);
      }
    }
    ring = more;
    capacity *= 2;
    head = start;
    used = kept;
    index();
  }

  /** Enters the places of all that live. */
  private void index() {
    if (capacity <= SMALL) {
      return;
    }
    if (table.length == capacity) {
      Arrays.fill(table, 0);
    } else {
      table = new long[capacity];
    }
    int mask = table.length - 1;
    for (int i = 0; i < used; i++) {
      int place = place(i);
      if (hash(place) != DEAD) {
        int slot = ((int) hash(place) ^ scatter) & mask;
        while (table[slot] != FREE) {
          slot = (slot + 1) & mask;
        }
        table[slot] = entry(hash(place), place);
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
    if (capacity > SMALL) {
      table[slot(hash(head))] = GONE;
    }
    ring[head * ENTRY] = DEAD;
    head = place(1);
    used--;
    size--;
  }

  private void skipDead() {
    while (used > 0 && hash(head) == DEAD) {
      head = place(1);
      used--;
    }
  }

  int size() {
    return size;
  }

  /** When the value that was not seen for longest was seen; there must be one. */
  long oldestTime() {
    skipDead();
    return ring[head * ENTRY + 1];
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
    return 120 + ring.length * Long.BYTES + table.length * Long.BYTES;
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
      enter(in.readLong(), in.readLong(), in.readLong(), Integer.MAX_VALUE);
    }
  }
}
