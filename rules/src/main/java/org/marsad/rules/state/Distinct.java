package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.marsad.rules.signal.Signal;

/**
 * The distinct values that were seen latest, each with its latest time and event; at most so many.
 * Of a value only a hash of 63 bits is kept, under a key of its table.
 *
 * <p>A ring in the order of time: a value that is seen again is written again, and where it stood
 * before is dead. So memory is written from front to back, and what must be looked up by chance is
 * one number in a {@link PlaceTable}, and a bit. Places have numbers that go on and on, and the
 * table tells the latest one of each value: who is older than the front of the ring is gone, and
 * the table need not be told. When the ring is full, the dead at its front are left out, else all
 * of them, or there are few and it grows. Each step is constant, in the mean, however many values
 * there are.
 *
 * <p>Values at the end of a large ring may wait to be entered into the table, together: each needs
 * a place far away in memory, and those of many are fetched in the time of one. Until then it is
 * not known whether they are new. When they are entered makes no difference to what is told, and
 * depends on nothing but the values.
 *
 * <p>Small rings are looked through and have no table; nothing waits in them.
 */
final class Distinct {
  private static final int FIRST = 4;

  /** Rings up to this are looked through, larger ones have a table. */
  private static final int SMALL = 16;

  /** A quarter of the numbers of the table. */
  private static final int LARGEST = 1 << 18;

  /** Of a place the time and the event. */
  private static final int MOMENT = 2;

  /** Numbers given out before the table forgets those gone, lest they seem to be new again. */
  private static final int ROUND = 1 << 19;

  /** Values that are fetched in the time of one. */
  private static final int TOGETHER = 64;

  /** Values that wait at most: what was written must not have gone far away again. */
  private static final int PATIENCE = 512;

  /** Stands for the hash of a place that is dead, in small rings and in checkpoints. */
  private static final long DEAD = 0;

  private static final int NONE = -1;
  private static final long[] NO_BITS = {};

  private final PlaceTable table = new PlaceTable();

  /** Of each place the hash of its value. */
  private long[] hashes = new long[FIRST];

  /** Of each place the time and the event. */
  private long[] moments = new long[FIRST * MOMENT];

  /** Of each place of a large ring whether it is dead; of those outside of it no bit is set. */
  private long[] dead = NO_BITS;

  private int capacity = FIRST;

  /** The number of the place at the front. */
  private int head;

  /** The number of the first place that waits to be entered. */
  private int next;

  /** The number of the place that is written next. */
  private int tail;

  /** Values that live, of those that were entered. */
  private int size;

  /** No value was seen latest before this. */
  private long oldest = Long.MIN_VALUE;

  /** Numbers given out since the table was made. */
  private int given;

  @SuppressWarnings("UnusedVariable") // without it, what is fetched would not be
  private long fetched;

  /** Enters a value by its hash, behind those that wait; at most so many are kept. */
  void add(long hash, long time, long id, int most) {
    if (isFull()) {
      makeRoom(Long.MIN_VALUE, most);
    }
    if (isFar()) {
      append(hash, time, id);
      enter(most);
    } else {
      int before = search(hash);
      if (before == NONE) {
        oneMore(most);
      } else {
        hashes[before] = DEAD;
      }
      append(hash, time, id);
      next = tail;
    }
  }

  /** Whether a value must be looked up far away, and so may wait. */
  boolean isFar() {
    return capacity > SMALL;
  }

  /** Whether {@link #makeRoom} must be called before another value is written. */
  boolean isFull() {
    return tail - head == capacity;
  }

  /** Writes a value that waits, into a ring that is far and not full. */
  void append(long hash, long time, long id) {
    int place = tail++ & (capacity - 1);
    hashes[place] = hash;
    moments[place * MOMENT] = time;
    moments[place * MOMENT + 1] = id;
  }

  /** Begins to look at what must be looked at for a value that is about to be added. */
  void expect(long hash) {
    if (isFar()) {
      fetched += table.fetch(hash);
    }
  }

  /** Values that wait. */
  int waiting() {
    return tail - next;
  }

  /** Whether no more values should wait. */
  boolean isImpatient() {
    return tail - next >= PATIENCE;
  }

  /** Enters all that wait; at most so many are kept. */
  void enter(int most) {
    while (next != tail) {
      int room = table.room();
      if (room <= 0 || given > ROUND) {
        move(size > enough() ? capacity * 2 : capacity);
        room = table.room();
      }
      int count = Math.min(Math.min(tail - next, TOGETHER), room);
      if (count > 1) {
        fetch(count);
      }
      enter(count, most);
      given += count;
    }
  }

  private void fetch(int count) {
    long sum = 0;
    for (int number = next, end = next + count; number != end; number++) {
      sum += table.fetch(hashes[number & (hashes.length - 1)]);
    }
    fetched += sum;
  }

  private void enter(int count, int most) {
    int end = next + count;
    for (int number = next; number != end; number++) {
      long before = table.put(hashes[number & (hashes.length - 1)], number);
      if (before != PlaceTable.FREE
          && (((int) before - head) & PlaceTable.NUMBER) < number - head) {
        int left = place((int) before);
        dead[left >>> 6] |= 1L << left;
      } else {
        next = number;
        oneMore(most);
      }
    }
    next = end;
  }

  private void oneMore(int most) {
    while (size >= most) {
      removeOldest();
    }
    size++;
  }

  /** How much of a ring may live. */
  private int enough() {
    return isFar() ? capacity / 2 : capacity - capacity / 4;
  }

  private int place(int number) {
    return number & (capacity - 1);
  }

  /** Of a place that was entered. */
  private boolean isDead(int place) {
    return isFar() ? (dead[place >>> 6] >>> place & 1) != 0 : hashes[place] == DEAD;
  }

  private int search(long hash) {
    for (int place = 0; place < capacity; place++) {
      if (hashes[place] == hash) {
        return place;
      }
    }
    return NONE;
  }

  /**
   * Enters what waits, leaves out what is too old, and the dead, in a larger ring if they are few.
   */
  void makeRoom(long limit, int most) {
    enter(most);
    forget(limit);
    skipDead();
    if (size > enough()) {
      move(capacity * 2);
    } else if (tail - head > enough()) {
      move(capacity);
    }
  }

  /** Moves all that live, and all that wait, together, into a ring of this size. */
  private void move(int places) {
    boolean isLarge = places > SMALL;
    long[] moreHashes = new long[places];
    long[] moreMoments = new long[places * MOMENT];
    int start = isLarge ? System.identityHashCode(moreHashes) & (places - 1) : 0;
    int waiting = tail - next;
    int end = start;
    for (int number = head; number != tail; number++) {
      int from = place(number);
      if (number - next >= 0 || !isDead(from)) {
        int to = end++ & (places - 1);
        moreHashes[to] = hashes[from];
        moreMoments[to * MOMENT] = moments[from * MOMENT];
        moreMoments[to * MOMENT + 1] = moments[from * MOMENT + 1];
      }
    }
    hashes = moreHashes;
    moments = moreMoments;
    capacity = places;
    dead = isLarge ? new long[(places + Long.SIZE - 1) / Long.SIZE] : NO_BITS;
    head = start;
    next = end - waiting;
    tail = end;
    index();
  }

  /** Makes the table anew, of all that live. */
  private void index() {
    given = 0;
    if (isFar()) {
      table.clear(capacity);
      for (int number = head; number != next; number++) {
        int place = place(number);
        if (!isDead(place)) {
          table.put(hashes[place], number);
        }
      }
    }
  }

  /** Leaves out what was not seen after the limit, of what was entered. */
  void forget(long limit) {
    while (limit >= oldest && size > 0) {
      oldest = oldestTime();
      if (oldest <= limit) {
        removeOldest();
      }
    }
  }

  private void removeOldest() {
    skipDead();
    if (!isFar()) {
      hashes[place(head)] = DEAD;
    }
    head++;
    size--;
  }

  private void skipDead() {
    if (!isFar()) {
      while (head != next && hashes[place(head)] == DEAD) {
        head++;
      }
      return;
    }
    boolean isAlive = false;
    while (head != next && !isAlive) {
      int place = place(head);
      int inWord = Math.min(Long.SIZE - (place & (Long.SIZE - 1)), capacity - place);
      int some = Math.min(Long.numberOfTrailingZeros(~(dead[place >>> 6] >>> place)), inWord);
      isAlive = some < inWord;
      if (some > 0) {
        dead[place >>> 6] &= ~(-1L >>> (Long.SIZE - some) << place);
        head += some;
      }
    }
  }

  /** Values, but for those that wait. */
  int size() {
    return size;
  }

  /** When the value that was not seen for longest was seen; there must be one. */
  long oldestTime() {
    skipDead();
    return moments[place(head) * MOMENT];
  }

  /** The latest event of each value, in the order of time, the latest so many; none may wait. */
  List<Signal> events(Trail trail, int most) {
    var events = new ArrayList<Signal>();
    int skipped = size - most;
    long last = NONE;
    for (int number = head; number != next; number++) {
      int place = place(number);
      if (isDead(place) || skipped-- > 0) {
        continue;
      }
      long id = moments[place * MOMENT + 1];
      if (id != last || events.isEmpty()) {
        events.add(trail.find(id, moments[place * MOMENT]));
        last = id;
      }
    }
    return events;
  }

  int bytes() {
    return 160 + (hashes.length + moments.length + dead.length) * Long.BYTES + table.bytes();
  }

  /** As it is, with its dead and those that wait, so that it goes on as it would have. */
  void write(DataOutput out) throws IOException {
    out.writeInt(capacity);
    out.writeInt(tail - head);
    out.writeInt(tail - next);
    for (int number = head; number != tail; number++) {
      int place = place(number);
      boolean waits = number - next >= 0;
      if (waits || !isDead(place)) {
        out.writeLong(hashes[place]);
        out.writeLong(moments[place * MOMENT]);
        out.writeLong(moments[place * MOMENT + 1]);
      } else {
        out.writeLong(DEAD);
      }
    }
  }

  /** Takes over what {@link #write} wrote, when there is nothing yet. */
  void read(DataInput in) throws IOException {
    int places = in.readInt();
    int used = in.readInt();
    int waiting = in.readInt();
    if (places < FIRST
        || places > LARGEST
        || Integer.bitCount(places) != 1
        || used < 0
        || used > places
        || waiting < 0
        || waiting > used) {
      throw new IOException(
          "%d of %d distinct values in a checkpoint, %d wait".formatted(used, places, waiting));
    }
    move(places);
    for (int left = used; left > 0; left--) {
      long hash = in.readLong();
      if (hash == DEAD) {
        bury(tail++);
      } else {
        size += left > waiting ? 1 : 0;
        append(hash, in.readLong(), in.readLong());
      }
    }
    next = tail - waiting;
    index();
  }

  private void bury(int number) {
    int place = place(number);
    if (isFar()) {
      dead[place >>> 6] |= 1L << place;
    }
  }
}
