package org.marsad.rules.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.Texts;

/**
 * Counts one kind of event by key over a sliding window: for each key the latest n events, n being
 * the threshold, which is all that is needed to know exactly when it is crossed. A key crosses once
 * and is armed again when it was quiet for one window. Keys that were quiet that long are
 * forgotten; if there are too many, the one that was quiet longest, counted.
 *
 * <p>Sees events in the order of event time. One thread.
 */
public final class BurstTable {
  private final BurstSpec spec;
  private final int maxKeys;
  private final LinkedHashMap<String, Ring> rings = new LinkedHashMap<>(16, 0.75f, true);
  private long evicted;

  /** An empty table of at most so many keys. */
  public BurstTable(BurstSpec spec, int maxKeys) {
    this.spec = spec;
    this.maxKeys = maxKeys;
  }

  public BurstSpec spec() {
    return spec;
  }

  /** Counts an event of a key; the events of the burst if the threshold was crossed just now. */
  public @Nullable List<Signal> add(String key, Signal signal) {
    forget(signal.time());
    Ring ring = rings.computeIfAbsent(key, _ -> new Ring());
    Signal last = ring.events.peekLast();
    if (last != null && signal.time() - last.time() > spec.within()) {
      ring.events.clear();
      ring.fired = false;
    }
    ring.events.addLast(signal);
    if (ring.events.size() > spec.atLeast()) {
      ring.events.removeFirst();
    }
    if (rings.size() > maxKeys) {
      Iterator<Ring> oldest = rings.values().iterator();
      oldest.next();
      oldest.remove();
      evicted++;
    }
    Signal first = ring.events.getFirst();
    boolean crossed =
        !ring.fired
            && ring.events.size() == spec.atLeast()
            && signal.time() - first.time() <= spec.within();
    if (!crossed) {
      return null;
    }
    ring.fired = true;
    return List.copyOf(ring.events);
  }

  /** Drops keys that were quiet for a window; the map is in the order of their last events. */
  private void forget(long now) {
    Iterator<Ring> oldest = rings.values().iterator();
    while (oldest.hasNext()) {
      Signal last = oldest.next().events.peekLast();
      if (last != null && now - last.time() <= spec.within()) {
        return;
      }
      oldest.remove();
    }
  }

  /** Keys now. */
  public int size() {
    return rings.size();
  }

  /** Keys forgotten because there were too many. */
  public long evicted() {
    return evicted;
  }

  /** For checkpoints. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(rings.size());
    for (Map.Entry<String, Ring> entry : rings.entrySet()) {
      Texts.write(out, entry.getKey());
      out.writeBoolean(entry.getValue().fired);
      out.writeInt(entry.getValue().events.size());
      for (Signal signal : entry.getValue().events) {
        signal.write(out);
      }
    }
  }

  /** Takes over what {@link #write} wrote. */
  public void read(DataInput in) throws IOException {
    rings.clear();
    for (int left = in.readInt(); left > 0; left--) {
      String key = Texts.read(in);
      var ring = new Ring();
      ring.fired = in.readBoolean();
      var events = new ArrayList<Signal>();
      for (int more = in.readInt(); more > 0; more--) {
        events.add(Signal.read(in));
      }
      ring.events.addAll(events);
      rings.put(key, ring);
    }
  }

  private static final class Ring {
    final ArrayDeque<Signal> events = new ArrayDeque<>();
    boolean fired;
  }
}
