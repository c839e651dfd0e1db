package org.marsad.rules.correlate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.rules.correlate.api.Alert;
import org.marsad.rules.correlate.api.DnsQuery;
import org.marsad.rules.correlate.api.FileWrite;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.correlate.api.History;
import org.marsad.rules.correlate.api.Logon;
import org.marsad.rules.correlate.api.NetConnection;
import org.marsad.rules.correlate.api.ProcessStart;
import org.marsad.rules.correlate.api.ServiceInstalled;
import org.marsad.rules.drl.Lookup;
import org.marsad.rules.signal.Texts;
import org.marsad.rules.state.Section;

/**
 * The history of one pack: of each key that its rules may ask for, the latest events that they can
 * use, for a while. Bounded: the events of a key make room for later ones, and the key that was
 * quiet longest goes when there are too many, counted. One thread.
 */
final class Rings implements History {
  private final Limits limits;
  private final long ageMillis;
  private final List<Ring> rings = new ArrayList<>();
  private long now;
  private long evicted;

  Rings(List<Lookup> lookups, Limits limits) {
    this.limits = limits;
    ageMillis = limits.historyFor().toMillis();
    lookups.forEach(lookup -> rings.add(new Ring(lookup)));
  }

  /** Keeps an event if some look-up can use it. */
  void see(Subject subject) {
    now = Math.max(now, Math.floorDiv(subject.signal().time(), 1_000_000L));
    for (Ring ring : rings) {
      if (subject.isWanted(ring.lookup.interest())) {
        String key = subject.text(ring.lookup.by());
        if (!key.isEmpty()) {
          ring.add(key, subject.fact());
        }
      }
    }
  }

  /** Keys forgotten because there were too many events. */
  long evicted() {
    return evicted;
  }

  private <T extends Happening> List<T> find(
      Class<T> type, String by, String value, long from, long to) {
    var found = new ArrayList<T>();
    for (Ring ring : rings) {
      boolean asked =
          ring.lookup.by().equals(by) && ring.lookup.interest().word().equals(type.getSimpleName());
      ArrayDeque<Happening> events = asked ? ring.byKey.get(value) : null;
      if (events == null) {
        continue;
      }
      for (Happening event : events) {
        if (event.getTs() >= from && event.getTs() <= to && !holds(found, event)) {
          found.add(type.cast(event));
        }
      }
    }
    return found;
  }

  /** Whether another look-up found the same event. */
  private static boolean holds(List<? extends Happening> found, Happening event) {
    long id = event.evidence().getLast().id();
    return found.stream().anyMatch(each -> each.evidence().getLast().id() == id);
  }

  void write(DataOutput out, FactCodec codec) throws IOException {
    out.writeLong(now);
    out.writeLong(evicted);
    out.writeInt(rings.size());
    for (Ring ring : rings) {
      Texts.write(out, ring.lookup.toString());
      Section.write(out, section -> ring.write(section, codec));
    }
  }

  /** Takes over what {@link #write} wrote, of look-ups that are still made. */
  void read(DataInput in, FactCodec codec) throws IOException {
    now = in.readLong();
    evicted = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      String lookup = Texts.read(in);
      Ring ring = null;
      for (Ring each : rings) {
        ring = each.lookup.toString().equals(lookup) ? each : ring;
      }
      if (ring == null) {
        Section.pass(in);
      } else {
        Ring found = ring;
        Section.read(in, section -> found.read(section, codec));
      }
    }
  }

  @Override
  public List<Logon> logons(String host, long from, long to) {
    return find(Logon.class, "host", host, from, to);
  }

  @Override
  public List<Logon> logons(String attribute, String value, long from, long to) {
    return find(Logon.class, attribute, value, from, to);
  }

  @Override
  public List<ProcessStart> processStarts(String host, long from, long to) {
    return find(ProcessStart.class, "host", host, from, to);
  }

  @Override
  public List<ProcessStart> processStarts(String attribute, String value, long from, long to) {
    return find(ProcessStart.class, attribute, value, from, to);
  }

  @Override
  public List<NetConnection> connections(String host, long from, long to) {
    return find(NetConnection.class, "host", host, from, to);
  }

  @Override
  public List<NetConnection> connections(String attribute, String value, long from, long to) {
    return find(NetConnection.class, attribute, value, from, to);
  }

  @Override
  public List<DnsQuery> dnsQueries(String host, long from, long to) {
    return find(DnsQuery.class, "host", host, from, to);
  }

  @Override
  public List<DnsQuery> dnsQueries(String attribute, String value, long from, long to) {
    return find(DnsQuery.class, attribute, value, from, to);
  }

  @Override
  public List<FileWrite> fileWrites(String host, long from, long to) {
    return find(FileWrite.class, "host", host, from, to);
  }

  @Override
  public List<FileWrite> fileWrites(String attribute, String value, long from, long to) {
    return find(FileWrite.class, attribute, value, from, to);
  }

  @Override
  public List<ServiceInstalled> services(String host, long from, long to) {
    return find(ServiceInstalled.class, "host", host, from, to);
  }

  @Override
  public List<ServiceInstalled> services(String attribute, String value, long from, long to) {
    return find(ServiceInstalled.class, attribute, value, from, to);
  }

  @Override
  public List<Alert> alerts(String host, long from, long to) {
    return find(Alert.class, "host", host, from, to);
  }

  @Override
  public List<Alert> alerts(String attribute, String value, long from, long to) {
    return find(Alert.class, attribute, value, from, to);
  }

  /** The events of one look-up by key, the key that was quiet longest first. */
  private final class Ring {
    final Lookup lookup;
    final LinkedHashMap<String, ArrayDeque<Happening>> byKey = new LinkedHashMap<>(16, 0.75f, true);
    int size;

    Ring(Lookup lookup) {
      this.lookup = lookup;
    }

    void add(String key, Happening event) {
      ArrayDeque<Happening> events = byKey.computeIfAbsent(key, _ -> new ArrayDeque<>(4));
      events.addLast(event);
      size++;
      if (events.size() > limits.historyDepth()) {
        events.removeFirst();
        size--;
      }
      forget();
    }

    void write(DataOutput out, FactCodec codec) throws IOException {
      out.writeInt(byKey.size());
      for (Map.Entry<String, ArrayDeque<Happening>> entry : byKey.entrySet()) {
        Texts.write(out, entry.getKey());
        out.writeInt(entry.getValue().size());
        for (Happening event : entry.getValue()) {
          codec.write(out, event);
        }
      }
    }

    void read(DataInput in, FactCodec codec) throws IOException {
      byKey.clear();
      size = 0;
      for (int keys = in.readInt(); keys > 0; keys--) {
        String key = Texts.read(in);
        for (int left = in.readInt(); left > 0; left--) {
          Happening event = codec.read(in);
          if (event != null) {
            add(key, event);
          }
        }
      }
    }

    private void forget() {
      Iterator<ArrayDeque<Happening>> oldest = byKey.values().iterator();
      while (oldest.hasNext()) {
        ArrayDeque<Happening> events = oldest.next();
        boolean old = now - events.getLast().getTs() > ageMillis;
        if (!old && size <= limits.historyEvents()) {
          return;
        }
        evicted += old ? 0 : 1;
        size -= events.size();
        oldest.remove();
      }
    }
  }
}
