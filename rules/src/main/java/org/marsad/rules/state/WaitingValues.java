package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values that wait to be entered, together with others: each needs a place far away in memory, and
 * those of many are fetched in the time of one. Only values wait that cannot change what is told.
 * One thread.
 */
final class WaitingValues {
  private static final int MOST = 64;

  /** Whose they are; null where that was forgotten. */
  private final @Nullable DistinctSlot[] owners = new DistinctSlot[MOST];

  private final long[] hashes = new long[MOST];
  private final long[] times = new long[MOST];
  private final long[] ids = new long[MOST];
  private int size;

  @SuppressWarnings("UnusedVariable") // without it, what is fetched would not be
  private long fetched;

  void add(DistinctSlot owner, long hash, long time, long id) {
    owners[size] = owner;
    hashes[size] = hash;
    times[size] = time;
    ids[size] = id;
    size++;
    owner.waiting++;
  }

  boolean isFull() {
    return size == MOST;
  }

  /** Enters all; of each slot at most so many values are kept. */
  void enter(Keys<DistinctSlot> keys, int most) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      DistinctSlot owner = owners[i];
      sum += owner == null ? 0 : owner.distinct.fetch(hashes[i]);
    }
    fetched += sum;
    for (int i = 0; i < size; i++) {
      DistinctSlot owner = owners[i];
      if (owner != null && !owner.isDropped()) {
        owner.waiting--;
        owner.distinct.add(hashes[i], times[i], ids[i], most);
        keys.settle(owner);
      }
    }
    Arrays.fill(owners, 0, size, null);
    size = 0;
  }

  /** For checkpoints: how many wait. Each slot writes its own. */
  void writeSize(DataOutput out) throws IOException {
    out.writeInt(size);
  }

  void readSize(DataInput in) throws IOException {
    size = in.readInt();
    if (size < 0 || size > MOST) {
      throw new IOException(size + " waiting values in a checkpoint");
    }
  }

  /** Writes those of a slot, with their turns. */
  void write(DataOutput out, DistinctSlot owner) throws IOException {
    out.writeInt(owner.waiting);
    for (int i = 0; i < size && owner.waiting > 0; i++) {
      if (owners[i] == owner) {
        out.writeInt(i);
        out.writeLong(hashes[i]);
        out.writeLong(times[i]);
        out.writeLong(ids[i]);
      }
    }
  }

  void read(DataInput in, DistinctSlot owner) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      int turn = in.readInt();
      if (turn < 0 || turn >= size) {
        throw new IOException("turn " + turn + " of " + size + " in a checkpoint");
      }
      owners[turn] = owner;
      hashes[turn] = in.readLong();
      times[turn] = in.readLong();
      ids[turn] = in.readLong();
      owner.waiting++;
    }
  }
}
