package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.rules.signal.Signal;

/**
 * The latest events that were counted, so that tables keep numbers alone and still can show what
 * they counted. Bounded by bytes: what came first goes first, counted; of an event that is gone its
 * id and time are left, and the store has the rest. One thread.
 */
public final class Trail {
  private static final Map<String, String> NOTHING = Map.of();
  private static final int EVENT = 200;
  private static final int FIELD = 120;

  private final long most;
  private final LinkedHashMap<Long, Signal> signals = new LinkedHashMap<>();
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
    if (signal.id() == latest && !signals.isEmpty()) {
      return;
    }
    latest = signal.id();
    if (signals.putIfAbsent(signal.id(), signal.light()) != null) {
      return;
    }
    bytes += bytes(signal);
    Iterator<Signal> oldest = signals.values().iterator();
    while (bytes > most && signals.size() > 1) {
      bytes -= bytes(oldest.next());
      oldest.remove();
      gone++;
    }
  }

  static long bytes(Signal signal) {
    return EVENT + signal.line().length() + (long) FIELD * signal.fields().size();
  }

  /** The event, or its id and time alone if it is gone. */
  public Signal find(long id, long time) {
    Signal signal = signals.get(id);
    return signal == null ? new Signal(id, time, time, NOTHING, List.of(), "") : signal;
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
    return signals.size();
  }

  /** Events that had to make room. */
  public long gone() {
    return gone;
  }

  /** For checkpoints. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(gone);
    out.writeInt(signals.size());
    for (Signal signal : signals.values()) {
      signal.write(out);
    }
  }

  /** Takes over what {@link #write} wrote. */
  public void read(DataInput in) throws IOException {
    signals.clear();
    bytes = 0;
    long before = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      keep(Signal.read(in));
    }
    gone = before;
  }
}
