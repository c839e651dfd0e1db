package org.marsad.rules.keyed;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.state.Crossing;
import org.marsad.rules.state.Trail;

/**
 * What stood behind correlations that others name, so that these can show it: by the last event of
 * each, the events. Bounded: the latest so many, those forgotten are counted. One thread.
 */
final class InnerEvidence {
  private final Trail trail;
  private final int most;
  private final LinkedHashMap<Long, long[]> events = new LinkedHashMap<>();
  private long gone;

  InnerEvidence(Trail trail, int most) {
    this.trail = trail;
    this.most = most;
  }

  /** A correlation held that others name. */
  void keep(Crossing crossing) {
    List<Signal> evidence = crossing.evidence();
    var pairs = new long[evidence.size() * 2];
    for (int i = 0; i < evidence.size(); i++) {
      pairs[i * 2] = evidence.get(i).id();
      pairs[i * 2 + 1] = evidence.get(i).time();
    }
    events.put(evidence.getLast().id(), pairs);
    if (events.size() > most) {
      gone++;
      Iterator<long[]> oldest = events.values().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Correlations whose events were forgotten because there were too many. */
  long gone() {
    return gone;
  }

  /** The crossing with what stood behind its events. */
  Crossing expand(Crossing crossing) {
    Map<Long, Signal> all = new TreeMap<>();
    for (Signal signal : crossing.evidence()) {
      all.put(signal.id(), signal);
      long[] pairs = events.getOrDefault(signal.id(), new long[0]);
      for (int i = 0; i < pairs.length; i += 2) {
        if (!all.containsKey(pairs[i])) {
          all.put(pairs[i], trail.find(pairs[i], pairs[i + 1]));
        }
      }
    }
    var ordered = new ArrayList<>(all.values());
    ordered.sort(null);
    int more = ordered.size() - Crossing.SHOWN;
    if (more > 0) {
      ordered.subList(1, 1 + more).clear();
    }
    return new Crossing(
        crossing.key(),
        Math.min(crossing.first(), ordered.getFirst().time()),
        crossing.last(),
        crossing.count(),
        crossing.value(),
        ordered);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(events.size());
    for (Map.Entry<Long, long[]> entry : events.entrySet()) {
      out.writeLong(entry.getKey());
      out.writeInt(entry.getValue().length);
      for (long each : entry.getValue()) {
        out.writeLong(each);
      }
    }
  }

  void read(DataInput in) throws IOException {
    events.clear();
    for (int left = in.readInt(); left > 0; left--) {
      long id = in.readLong();
      int length = in.readInt();
      if (length < 0 || length > 4 * Crossing.SHOWN) {
        throw new IOException(length + " events of a correlation in a checkpoint");
      }
      var pairs = new long[length];
      for (int i = 0; i < length; i++) {
        pairs[i] = in.readLong();
      }
      events.put(id, pairs);
    }
  }
}
