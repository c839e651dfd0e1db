package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.Texts;

/**
 * The distinct values that were seen latest, each with its latest time and event; at most so many.
 * A hash table with open addressing over arrays, and a chain through it from the value that was not
 * seen for longest to the one seen last. Each step is constant, however many values there are.
 */
final class Distinct {
  private static final int NONE = -1;
  private static final int FIRST = 4;

  private @Nullable String[] values = new String[FIRST];
  private long[] times = new long[FIRST];
  private long[] ids = new long[FIRST];
  private int[] before = new int[FIRST];
  private int[] after = new int[FIRST];

  /** Places in the arrays by hash, plus one; 0 is free. Twice as long as the arrays. */
  private int[] places = new int[FIRST * 2];

  private int oldest = NONE;
  private int latest = NONE;
  private int free = NONE;
  private int used;
  private int size;
  private int text;

  /** Enters a value; at most so many are kept. */
  void add(String value, long time, long id, int most) {
    int at = find(value);
    if (at == NONE) {
      while (size >= most) {
        removeOldest();
      }
      at = take();
      values[at] = value;
      place(value, at);
      text += 40 + value.length();
      size++;
    } else {
      unchain(at);
    }
    times[at] = time;
    ids[at] = id;
    chain(at);
  }

  private int find(String value) {
    for (int place = start(value); places[place] != 0; place = (place + 1) & (places.length - 1)) {
      if (value.equals(values[places[place] - 1])) {
        return places[place] - 1;
      }
    }
    return NONE;
  }

  private int start(String value) {
    int hash = value.hashCode() * 0x9E3779B9;
    return (hash ^ (hash >>> 15)) & (places.length - 1);
  }

  private void place(String value, int at) {
    int place = start(value);
    while (places[place] != 0) {
      place = (place + 1) & (places.length - 1);
    }
    places[place] = at + 1;
  }

  private int take() {
    if (free != NONE) {
      int at = free;
      free = after[at];
      return at;
    }
    if (used == values.length) {
      grow();
    }
    return used++;
  }

  private void grow() {
    int more = used * 2;
    values = Arrays.copyOf(values, more);
    times = Arrays.copyOf(times, more);
    ids = Arrays.copyOf(ids, more);
    before = Arrays.copyOf(before, more);
    after = Arrays.copyOf(after, more);
    places = new int[more * 2];
    for (int at = oldest; at != NONE; at = after[at]) {
      place(value(at), at);
    }
  }

  private String value(int at) {
    String value = values[at];
    if (value == null) {
      throw new IllegalStateException("no value at " + at);
    }
    return value;
  }

  /** Leaves out what was not seen after the limit. */
  void forget(long limit) {
    while (oldest != NONE && times[oldest] <= limit) {
      removeOldest();
    }
  }

  private void removeOldest() {
    int at = oldest;
    String value = value(at);
    int place = start(value);
    while (places[place] != at + 1) {
      place = (place + 1) & (places.length - 1);
    }
    unplace(place);
    unchain(at);
    values[at] = null;
    after[at] = free;
    free = at;
    text -= 40 + value.length();
    size--;
  }

  /** Frees a place and moves up what stands behind it and would be found no more. */
  private void unplace(int from) {
    int mask = places.length - 1;
    int gap = from;
    int place = (from + 1) & mask;
    while (places[place] != 0) {
      int start = start(value(places[place] - 1));
      if (((place - start) & mask) >= ((place - gap) & mask)) {
        places[gap] = places[place];
        gap = place;
      }
      place = (place + 1) & mask;
    }
    places[gap] = 0;
  }

  private void chain(int at) {
    before[at] = latest;
    after[at] = NONE;
    if (latest == NONE) {
      oldest = at;
    } else {
      after[latest] = at;
    }
    latest = at;
  }

  private void unchain(int at) {
    if (before[at] == NONE) {
      oldest = after[at];
    } else {
      after[before[at]] = after[at];
    }
    if (after[at] == NONE) {
      latest = before[at];
    } else {
      before[after[at]] = before[at];
    }
  }

  int size() {
    return size;
  }

  /** When the value that was not seen for longest was seen; there must be one. */
  long oldestTime() {
    return times[oldest];
  }

  /** The latest event of each value, in the order of time, the latest so many. */
  List<Signal> events(Trail trail, int most) {
    int at = latest;
    for (int i = 1; i < Math.min(most, size); i++) {
      at = before[at];
    }
    var events = new ArrayList<Signal>();
    long last = NONE;
    for (; at != NONE; at = after[at]) {
      if (ids[at] != last || events.isEmpty()) {
        events.add(trail.find(ids[at], times[at]));
        last = ids[at];
      }
    }
    return events;
  }

  int bytes() {
    return 120 + text + values.length * 28 + places.length * Integer.BYTES;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int at = oldest; at != NONE; at = after[at]) {
      Texts.write(out, value(at));
      out.writeLong(times[at]);
      out.writeLong(ids[at]);
    }
  }

  void read(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      add(Texts.read(in), in.readLong(), in.readLong(), Integer.MAX_VALUE);
    }
  }
}
