package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The latest events of a key as pairs of time and id, in a ring that grows up to its bound; then
 * each new one pushes out the oldest.
 */
final class Moments {
  private static final int FIRST = 2;

  private long[] ring = new long[FIRST * 2];
  private int head;
  private int size;

  /** Enters an event; at most so many are kept. */
  void add(long time, long id, int most) {
    while (size >= most) {
      removeFirst();
    }
    if (size * 2 == ring.length) {
      grow(most);
    }
    int at = slot(size);
    ring[at] = time;
    ring[at + 1] = id;
    size++;
  }

  private void grow(int most) {
    var larger = new long[(int) Math.min(size * 2L, most) * 2];
    int front = ring.length - head;
    System.arraycopy(ring, head, larger, 0, front);
    System.arraycopy(ring, 0, larger, front, head);
    ring = larger;
    head = 0;
  }

  private int slot(int index) {
    int at = head + index * 2;
    return at < ring.length ? at : at - ring.length;
  }

  void removeFirst() {
    head = slot(1);
    size--;
    if (size == 0) {
      head = 0;
    }
  }

  /** Leaves out what is not after the limit. */
  void forget(long limit) {
    while (size > 0 && time(0) <= limit) {
      removeFirst();
    }
  }

  void clear() {
    head = 0;
    size = 0;
  }

  int size() {
    return size;
  }

  /** The time of the n-th, from the oldest on. */
  long time(int index) {
    return ring[slot(index)];
  }

  long id(int index) {
    return ring[slot(index) + 1];
  }

  int bytes() {
    return 40 + ring.length * Long.BYTES;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(time(i));
      out.writeLong(id(i));
    }
  }

  void read(DataInput in) throws IOException {
    size = in.readInt();
    if (size < 0) {
      throw new IOException(size + " events in a checkpoint");
    }
    head = 0;
    ring = new long[Math.max(FIRST, size) * 2];
    for (int i = 0; i < size; i++) {
      ring[i * 2] = in.readLong();
      ring[i * 2 + 1] = in.readLong();
    }
  }
}
