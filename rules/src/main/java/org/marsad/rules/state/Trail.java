package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.SignalBlocks;

/**
 * The latest events that were counted, so that tables keep numbers alone and still can show what
 * they counted. Bounded by bytes: what came first goes first, counted; of an event that is gone its
 * id and time are left, and the store has the rest. A ring, and a table of places in it by id. One
 * thread.
 */
public final class Trail {
  private static final Map<String, String> NOTHING = Map.of();
  private static final int FIRST = 64;

  private final long most;
  private final SignalBlocks blocks = new SignalBlocks();
  private @Nullable Signal[] ring = new Signal[FIRST];
  private long[] ids = new long[FIRST];

  /** Bytes of each event, so that one that goes need not be looked at. */
  private int[] sizes = new int[FIRST];

  /** By id a place in the ring plus one; 0 is free. Twice as long as the ring. */
  private int[] table = new int[FIRST * 2];

  /** Numbers in the table that are not free, though their event may be gone. */
  private int taken;

  private int head;
  private int size;
  private long latest = -1;
  private long bytes;
  private long gone;

  /**
   * An empty trail.
   *
   * @param most bytes, as estimated
   */
  public Trail(long most) {
    this.most = most;
  }

  /** Keeps an event; one that was kept just before is not kept twice. */
  public void keep(Signal signal) {
    if (signal.id() == latest && size > 0) {
      return;
    }
    latest = signal.id();
    if (size == ring.length) {
      grow();
    }
    int slot = slot(latest);
    if (table[slot] != 0) {
      return;
    }
    int place = (head + size++) & (ring.length - 1);
    ring[place] = blocks.hold(signal.light());
    ids[place] = latest;
    sizes[place] = (int) signal.bytes();
    table[slot] = place + 1;
    bytes += sizes[place];
    while (bytes > most && size > 1) {
      drop();
    }
    if (++taken > table.length - table.length / 4) {
      index();
    }
  }

  private void drop() {
    bytes -= sizes[head];
    blocks.letGo(held(head));
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
    gone++;
  }

  /** The event at a place, which outlives the trail. */
  private Signal at(int place) {
    return held(place).copy();
  }

  private Signal held(int place) {
    Signal signal = ring[place];
    if (signal == null) {
      throw new IllegalStateException("no event at " + place);
    }
    return signal;
  }

  /** Where the place of an event stands in the table, or would stand. */
  private int slot(long id) {
    int mask = table.length - 1;
    int slot = first(id, mask);
    while (table[slot] != 0) {
      int place = table[slot] - 1;
      if (ids[place] == id && ring[place] != null) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int first(long id, int mask) {
    return (int) (id * 0x9E3779B97F4A7C15L >>> 32) & mask;
  }

  private void grow() {
    @Nullable Signal[] more = new Signal[ring.length * 2];
    var moreIds = new long[ring.length * 2];
    var moreSizes = new int[ring.length * 2];
    for (int i = 0; i < size; i++) {
      int place = (head + i) & (ring.length - 1);
      more[i] = ring[place];
      moreIds[i] = ids[place];
      moreSizes[i] = sizes[place];
    }
    ring = more;
    ids = moreIds;
    sizes = moreSizes;
    head = 0;
    index();
  }

  /** Enters the places of all that are there. */
  private void index() {
    if (table.length == ring.length * 2) {
      Arrays.fill(table, 0);
    } else {
      table = new int[ring.length * 2];
    }
    int mask = table.length - 1;
    for (int i = 0; i < size; i++) {
      int place = (head + i) & (ring.length - 1);
      int slot = first(ids[place], mask);
      while (table[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      table[slot] = place + 1;
    }
    taken = size;
  }

  /** The event, or its id and time alone if it is gone. */
  public Signal find(long id, long time) {
    int place = table[slot(id)] - 1;
    return place < 0 ? new Signal(id, time, time, NOTHING, List.of(), "") : at(place);
  }

  /** The events of a ring, at most {@link Crossing#SHOWN}: the first, and the latest. */
  List<Signal> find(Moments moments) {
    var found = new ArrayList<Signal>();
    int skipped = Math.max(0, moments.size() - Crossing.SHOWN);
    for (int i = 0; i < moments.size(); i++) {
      if (i == 0 || i > skipped) {
        found.add(find(moments.id(i), moments.time(i)));
      }
    }
    return found;
  }

  /** Events held. */
  public int size() {
    return size;
  }

  /** Events that had to make room. */
  public long gone() {
    return gone;
  }

  /** For checkpoints. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(gone);
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      held((head + i) & (ring.length - 1)).write(out);
    }
  }

  /** Takes over what {@link #write} wrote. */
  public void read(DataInput in) throws IOException {
    Arrays.fill(ring, null);
    blocks.leave();
    head = 0;
    size = 0;
    bytes = 0;
    index();
    long before = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      keep(Signal.read(in));
    }
    gone = before;
  }
}
