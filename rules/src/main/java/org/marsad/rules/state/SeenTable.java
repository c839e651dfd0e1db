package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;

/**
 * Which kinds of events were seen of a key in a sliding window, in any order: of each kind its
 * latest event. Crosses when the kinds that are there satisfy. One thread.
 */
public final class SeenTable extends SlotTable<SeenTable.Seen> {
  /** The most kinds that can be told apart. */
  public static final int MAX = 64;

  private final long within;
  private final int kinds;
  private final LongPredicate crosses;
  private final Trail trail;

  /**
   * An empty table.
   *
   * @param within the window in nanoseconds
   * @param kinds how many there are, 1 to {@value #MAX}
   * @param crosses whether kinds, a bit for each, are enough
   */
  public SeenTable(long within, int kinds, LongPredicate crosses, Budget budget, Trail trail) {
    Bounds.check(within, kinds, MAX);
    this.within = within;
    this.kinds = kinds;
    this.crosses = crosses;
    this.trail = trail;
    super(Keys.byTouch(budget, () -> new Seen(kinds)));
  }

  /** Takes an event of a key that is of these kinds; what crossed, if something did just now. */
  public @Nullable Crossing add(String key, long kindsOfEvent, Signal signal) {
    long now = signal.time();
    keys.forget(now - within);
    trail.keep(signal);
    Seen seen = keys.touch(key, now);
    long there = 0;
    for (int kind = 0; kind < kinds; kind++) {
      long bit = 1L << kind;
      if ((kindsOfEvent & bit) != 0) {
        seen.times[kind] = now;
        seen.ids[kind] = signal.id();
        seen.known |= bit;
      }
      if ((seen.known & bit) != 0 && seen.times[kind] > now - within) {
        there |= bit;
      }
    }
    seen.known = there;
    keys.settle(seen);
    if (seen.isSilent(now) || !crosses.test(there)) {
      return null;
    }
    seen.crossed(now, within);
    return crossing(key, seen, now);
  }

  private Crossing crossing(String key, Seen seen, long now) {
    List<Signal> evidence = new ArrayList<>();
    for (int kind = 0; kind < kinds; kind++) {
      long id = seen.ids[kind];
      boolean isNew = evidence.stream().noneMatch(each -> each.id() == id);
      if ((seen.known & 1L << kind) != 0 && isNew) {
        evidence.add(trail.find(id, seen.times[kind]));
      }
    }
    evidence.sort(null);
    int count = Long.bitCount(seen.known);
    return new Crossing(key, evidence.getFirst().time(), now, count, count, evidence);
  }

  static final class Seen extends CrossingSlot {
    final long[] times;
    final long[] ids;
    long known;

    Seen(int kinds) {
      times = new long[kinds];
      ids = new long[kinds];
    }

    @Override
    int bytes() {
      return 72 + times.length * 2 * Long.BYTES;
    }

    @Override
    void write(DataOutput out) throws IOException {
      out.writeLong(known);
      super.write(out);
      for (int kind = 0; kind < times.length; kind++) {
        out.writeLong(times[kind]);
        out.writeLong(ids[kind]);
      }
    }

    @Override
    void read(DataInput in) throws IOException {
      known = in.readLong();
      super.read(in);
      for (int kind = 0; kind < times.length; kind++) {
        times[kind] = in.readLong();
        ids[kind] = in.readLong();
      }
    }
  }
}
