package org.marsad.index.segment;

import java.util.Arrays;

/**
 * Numbers for byte strings, each in a group: the first gets 0, the next new one 1, and so on. Open
 * addressing; a slot holds half a hash and where the record is, a record the number, the group, the
 * length, a note and the bytes, so that a look-up touches two places. Nothing is made per look-up.
 *
 * <p>One thread adds. What was handed out by {@link #copy()} may be read by any, but for the notes,
 * which are that thread's own: records are only appended.
 */
final class Dictionary {
  private static final int GROUP = 4;
  private static final int LENGTH = 8;
  private static final int NOTE = 12;
  private static final int HEAD = 16;
  private static final int PADDING = 8;
  private static final long OFFSET = 0xffff_ffffL;

  /** More cannot be addressed. */
  private static final int MAX_POOL = Integer.MAX_VALUE - 1024;

  private long[] slots;
  private byte[] pool;
  private int[] starts;
  private int used;
  private int size;
  private int place;

  /** Keeps the compiler from leaving out what only reads. */
  private int touched;

  Dictionary(int expected) {
    slots = new long[Integer.highestOneBit(Math.max(16, expected)) * 2];
    pool = new byte[expected * 16 + 64];
    starts = new int[expected];
  }

  private Dictionary(int[] starts, byte[] pool) {
    slots = new long[0];
    this.pool = pool;
    this.starts = starts;
  }

  private Dictionary(Dictionary other) {
    slots = new long[0];
    pool = other.pool;
    starts = other.starts;
    used = other.used;
    size = other.size;
  }

  /**
   * One where nothing is looked up, see {@link #append}.
   *
   * @param expected how many there will be
   * @param size how many bytes they will have
   */
  static Dictionary list(int expected, long size, Room room) {
    long pool = Math.min(MAX_POOL, size + (long) expected * HEAD + PADDING);
    return new Dictionary(room.ints(expected), room.bytes((int) pool));
  }

  /** What is in it now, to be read alone. */
  Dictionary copy() {
    return new Dictionary(this);
  }

  /** How many there are; the next new one gets this number. */
  int size() {
    return size;
  }

  /** What was read ahead, for nobody. */
  int touched() {
    return touched;
  }

  /** Memory it takes. */
  long bytes() {
    return used + slots.length * 8L + size * 4L;
  }

  /** How many bytes all of them have. */
  long lengths() {
    return used - (long) size * HEAD;
  }

  int group(int id) {
    return Bytes.getInt(pool, starts[id] + GROUP);
  }

  int length(int id) {
    return Bytes.getInt(pool, starts[id] + LENGTH);
  }

  /** Where its bytes begin in {@link #pool()}. */
  int from(int id) {
    return starts[id] + HEAD;
  }

  /** Where the record is that was looked up last. */
  int place() {
    return place;
  }

  /** The group of the record at a place. */
  int groupAt(int place) {
    return Bytes.getInt(pool, place + GROUP);
  }

  /** What is noted in the record at a place, 0 at first. */
  int noteAt(int place) {
    return Bytes.getInt(pool, place + NOTE);
  }

  /** Notes that. */
  void noteAt(int place, int note) {
    Bytes.putInt(pool, place + NOTE, note);
  }

  /** The bytes of all; eight bytes may be read anywhere in them. */
  byte[] pool() {
    return pool;
  }

  /**
   * Reads what look-ups of some hashes will read, all side by side. One after the other, each would
   * wait for memory twice.
   */
  void touch(long[] hashes, int count) {
    int mask = slots.length - 1;
    int seen = 0;
    for (int i = 0; i < count; i++) {
      // An empty slot points at the first record.
      seen ^= pool[(int) slots[(int) hashes[i] & mask]];
    }
    touched = seen;
  }

  /** The number of [from, to), a new one if it is new. */
  int add(int group, byte[] bytes, int from, int to) {
    return add(Bytes.hash(group, bytes, from, to), group, bytes, from, to);
  }

  /** As above, where the hash is known. */
  int add(long hash, int group, byte[] bytes, int from, int to) {
    int length = to - from;
    long tag = hash & ~OFFSET;
    int mask = slots.length - 1;
    int at = (int) hash & mask;
    for (long slot = slots[at]; slot != 0; slot = slots[at]) {
      if ((slot & ~OFFSET) == tag) {
        int record = (int) slot - 1;
        if (Bytes.getInt(pool, record + GROUP) == group
            && Bytes.getInt(pool, record + LENGTH) == length
            && Bytes.equal(pool, record + HEAD, bytes, from, length)) {
          place = record;
          return Bytes.getInt(pool, record);
        }
      }
      at = at + 1 & mask;
    }
    slots[at] = tag | record(group, bytes, from, length) + 1L;
    int id = size - 1;
    if (size * 2 > slots.length) {
      grow();
    }
    return id;
  }

  /** A new number for [from, to), which is not looked up and never found. */
  int append(int group, byte[] bytes, int from, int to) {
    record(group, bytes, from, to - from);
    return size - 1;
  }

  private int record(int group, byte[] bytes, int from, int length) {
    int record = used;
    long end = record + (long) HEAD + length + PADDING;
    if (end > pool.length) {
      if (end > MAX_POOL) {
        throw new IllegalStateException("the dictionary of a segment is full");
      }
      pool = Arrays.copyOf(pool, (int) Math.min(MAX_POOL, Math.max(end, pool.length * 3L / 2)));
    }
    Bytes.putInt(pool, record, size);
    Bytes.putInt(pool, record + GROUP, group);
    Bytes.putInt(pool, record + LENGTH, length);
    Bytes.putInt(pool, record + NOTE, 0);
    System.arraycopy(bytes, from, pool, record + HEAD, length);
    used = record + HEAD + length;
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
    }
    starts[size++] = record;
    place = record;
    return record;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    int mask = slots.length - 1;
    for (int id = 0; id < size; id++) {
      int record = starts[id];
      int from = record + HEAD;
      int length = Bytes.getInt(pool, record + LENGTH);
      long hash = Bytes.hash(Bytes.getInt(pool, record + GROUP), pool, from, from + length);
      int at = (int) hash & mask;
      while (slots[at] != 0) {
        at = at + 1 & mask;
      }
      slots[at] = hash & ~OFFSET | record + 1L;
    }
  }

  /** Forgets everything; what was handed out stays as it is where {@code shared} says so. */
  void clear(boolean shared) {
    if (shared) {
      pool = new byte[pool.length];
      starts = new int[starts.length];
    }
    Arrays.fill(slots, 0);
    used = 0;
    size = 0;
  }
}
