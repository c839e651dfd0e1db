package org.marsad.collector.mapping;

/** Which mappings are due for the event in hand; each comes up once, the lowest number first. */
final class Due {
  private final long[] due;
  private final long[] done;
  private boolean empty = true;

  Due(int mappings) {
    due = new long[mappings + 63 >> 6];
    done = new long[due.length];
  }

  /** Another event. */
  void clear() {
    if (!empty) {
      for (int i = 0; i < due.length; i++) {
        due[i] = 0;
        done[i] = 0;
      }
      empty = true;
    }
  }

  void add(int[] mappings) {
    for (int mapping : mappings) {
      add(mapping);
    }
  }

  void add(int mapping) {
    int word = mapping >> 6;
    due[word] |= 1L << mapping & ~done[word];
    empty = false;
  }

  /** The next one, or -1. */
  int next() {
    if (empty) {
      return -1;
    }
    for (int word = 0; word < due.length; word++) {
      if (due[word] != 0) {
        int bit = Long.numberOfTrailingZeros(due[word]);
        due[word] &= ~(1L << bit);
        done[word] |= 1L << bit;
        return word << 6 | bit;
      }
    }
    return -1;
  }
}
