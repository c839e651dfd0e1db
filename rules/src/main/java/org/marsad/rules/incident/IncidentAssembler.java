package org.marsad.rules.incident;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.rules.correlate.Finding;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;

/**
 * Alerts become incidents. An alert joins the open incident it shares most with: a source address,
 * a hash, or the same user on the same host, near in time. A host alone, or a user alone, joins
 * nothing: half the world shares them. An alert of medium level or above that belongs nowhere opens
 * an incident; a milder one is left.
 *
 * <p>Further alerts of the same rule and key add their evidence to the first. Everything is a
 * function of the alerts in their order. Bounded: past a number of open incidents the one that was
 * quiet longest can no longer be joined. One thread.
 */
public final class IncidentAssembler {
  private static final Set<String> STRONG =
      Set.of("source.ip", "source.address", "file.hash.sha256");
  private static final String USER = "user.name";
  private static final String HOST = "host.name";

  private final long window;
  private final int maxOpen;
  private final Map<String, OpenIncident> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<String> changed = new LinkedHashSet<>();
  private Consumer<Alert> listener = _ -> {};
  private long alerts;
  private long left;

  /**
   * An assembler without incidents.
   *
   * @param window how far in event time an alert may be from an incident it joins
   * @param maxOpen incidents that can be joined at a time
   */
  public IncidentAssembler(Duration window, int maxOpen) {
    this.window = Nanos.of(window);
    this.maxOpen = maxOpen;
  }

  /** Tells every alert from now on, also those that open no incident. */
  public void tell(Consumer<Alert> alerted) {
    listener = alerted;
  }

  /** A detection held. */
  public void detected(Rule.Single rule, Signal signal, boolean late, long clock) {
    take(Alerts.of(rule, signal, late), clock);
  }

  /** A correlation held. */
  public void found(Finding finding, boolean late, long clock) {
    take(Alerts.of(finding, late), clock);
  }

  private void take(Alert alert, long clock) {
    alerts++;
    listener.accept(alert);
    OpenIncident best = null;
    List<Entity> shared = List.of();
    for (OpenIncident incident : open.values()) {
      if (incident.has(alert.id())) {
        return;
      }
      boolean near =
          alert.first() <= incident.last() + window && alert.last() >= incident.first() - window;
      List<Entity> common = near ? shared(alert, incident) : List.of();
      if (common.size() > shared.size()) {
        best = incident;
        shared = common;
      }
    }
    if (best == null) {
      begin(alert, clock);
      return;
    }
    open.get(best.id());
    if (!best.fold(alert, clock)) {
      best.join(alert, shared, "it shares " + words(shared) + " with what came before", clock);
    }
    changed.add(best.id());
  }

  private void begin(Alert alert, long clock) {
    if (alert.level().compareTo(Level.MEDIUM) < 0) {
      left++;
      return;
    }
    var incident = new OpenIncident(alert, clock);
    open.put(incident.id(), incident);
    changed.add(incident.id());
  }

  /** What ties the alert to the incident; empty if that is not enough. */
  private static List<Entity> shared(Alert alert, OpenIncident incident) {
    var common = new TreeSet<Entity>();
    boolean strong = false;
    boolean user = false;
    boolean host = false;
    for (Entity entity : alert.entities()) {
      if (incident.entities().contains(entity)) {
        common.add(entity);
        strong |= STRONG.contains(entity.field());
        user |= entity.field().equals(USER);
        host |= entity.field().equals(HOST);
      }
    }
    return strong || (user && host) ? List.copyOf(common) : List.of();
  }

  private static String words(Collection<Entity> entities) {
    return entities.stream().map(Entity::toString).collect(Collectors.joining(", "));
  }

  /** The incidents that changed since the last call, as they are now. */
  public List<Incident> drain() {
    var incidents = new ArrayList<Incident>();
    for (String id : changed) {
      @Nullable OpenIncident incident = open.get(id);
      if (incident != null) {
        incidents.add(incident.incident());
      }
    }
    changed.clear();
    Iterator<OpenIncident> oldest = open.values().iterator();
    while (open.size() > maxOpen) {
      oldest.next();
      oldest.remove();
    }
    return incidents;
  }

  /** Alerts so far. */
  public long alerts() {
    return alerts;
  }

  /** Alerts that were too mild to open an incident and belonged to none. */
  public long left() {
    return left;
  }

  /** For checkpoints; everything must be drained. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(open.size());
    for (OpenIncident incident : open.values()) {
      incident.write(out);
    }
  }

  /** Takes over what {@link #write} wrote. */
  public void read(DataInput in) throws IOException {
    open.clear();
    for (int count = in.readInt(); count > 0; count--) {
      OpenIncident incident = OpenIncident.read(in);
      open.put(incident.id(), incident);
    }
  }
}
