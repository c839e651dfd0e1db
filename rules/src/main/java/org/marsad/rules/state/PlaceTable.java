package org.marsad.rules.state;

import java.util.Arrays;

/**
 * By the hash of a value the number of the place where it stands. A number is kept in place of the
 * lowest bits of the hash, which say where to look; so one long is all that is read. Nothing is
 * ever taken out: who asks knows by the number whether the value is still there. One thread.
 */
final class PlaceTable {
  /** What stands where nothing was put. */
  static final long FREE = 0;

  /** The bits of a number; they begin anew behind it. */
  static final long NUMBER = (1 << 20) - 1;

  private static final long[] NOTHING = {};

  private long[] entries = NOTHING;

  /** Entries that are not free. */
  private int taken;

  /**
   * Where to begin. Tables of many keys are as large as each other, and what is at the same place
   * in all of them would be in each other's way in the caches of the CPU.
   */
  private int scatter;

  /** Forgets all, and has so many entries from now on, a power of two. */
  void clear(int length) {
    if (entries.length == length) {
      Arrays.fill(entries, FREE);
    } else {
      entries = new long[length];
      scatter = System.identityHashCode(entries);
    }
    taken = 0;
  }

  /** How many more values can be put before it must be made anew. */
  int room() {
    return entries.length - entries.length / 4 - taken;
  }

  /** What must be looked at for a value that is about to be put; it means nothing. */
  long fetch(long hash) {
    return entries[((int) hash ^ scatter) & (entries.length - 1)];
  }

  /**
   * A value stands at a place from now on.
   *
   * @return what was there before: {@link #FREE}, or its number in the bits of {@link #NUMBER}
   */
  long put(long hash, int number) {
    long[] all = entries;
    int mask = all.length - 1;
    int at = ((int) hash ^ scatter) & mask;
    long before = all[at];
    while (before != FREE && ((before ^ hash) & ~NUMBER) != 0) {
      at = (at + 1) & mask;
      before = all[at];
    }
    all[at] = (hash & ~NUMBER) | (number & NUMBER);
    taken += before == FREE ? 1 : 0;
    return before;
  }

  int bytes() {
    return entries.length * Long.BYTES;
  }
}
