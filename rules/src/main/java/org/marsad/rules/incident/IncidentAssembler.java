package org.marsad.rules.incident;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventId;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Change;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.incident.Outcome;
import org.marsad.model.incident.Placement;
import org.marsad.model.incident.Status;
import org.marsad.model.incident.Suppression;
import org.marsad.model.store.IncidentListener;
import org.marsad.model.store.IncidentStore;
import org.marsad.rules.correlate.Finding;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.keyed.KeyedFinding;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;

/**
 * Alerts become incidents. An alert that goes on with a story that was told adds to it; another
 * joins the incident it has most in common with ({@link Weights}), if that is enough; else it opens
 * one from medium level on, or is kept by itself.
 *
 * <p>All of it is a function of the alerts and of what people did, in their order. Its state is the
 * store of incidents itself, and a small rest ({@link #state}) that is committed with it. Inputs
 * are counted; those that the store has seen already, because the rules go on from an older
 * checkpoint, are passed over. Where the rules begin anew because they have changed, a rule that
 * was at work before tells nothing of what the store had seen. One thread.
 */
public final class IncidentAssembler {
  private static final int STATE_VERSION = 1;
  private static final long FORGET_EVERY = Nanos.of(Duration.ofMinutes(1));
  private static final int MAX_FORGOTTEN = 1_000;

  private final IncidentConfig config;
  private final long horizon;
  private final IncidentStore store;
  private final Rarity rarity = new Rarity();
  private final Weights weights;
  private final Book book;
  private final Storms storms;
  private final Suppressions suppressions = new Suppressions(new Re2());
  private final Clerk clerk;
  private final Reasons reasons = new Reasons();
  private final Set<String> rules = new TreeSet<>();
  private final Set<String> rulesBefore = new TreeSet<>();
  private Consumer<Alert> listener = _ -> {};
  private volatile Consumer<Incident> forgetting = _ -> {};

  /** Inputs so far, of them those that the store has. */
  private long inputs;

  private long stored;

  /** How far the store had seen the log when the rules began anew. */
  private long storedNext;

  private long storedClock;
  private boolean anew;

  /** What the alert that is being taken was made of; null for one of several events. */
  private Rule.@Nullable Single detected;

  private @Nullable Signal detectedBy;

  private long next;
  private long clock;
  private long alerts;
  private long loose;
  private long folded;
  private long joined;
  private long opened;
  private long reopened;
  private long suppressed;
  private long forgotten;
  private long entitiesForgotten;
  private long forgotAt = Long.MIN_VALUE / 2;

  /**
   * An assembler over what a store has.
   *
   * @param horizon how far in event time an alert may be from an incident it joins
   * @param maxOpen incidents at hand; others are looked up
   * @param atWork the rules at work, each as {@code id/version}
   * @throws IOException if the store cannot be read
   */
  public IncidentAssembler(
      IncidentConfig config,
      Duration horizon,
      int maxOpen,
      IncidentStore store,
      Collection<String> atWork)
      throws IOException {
    this.config = config;
    this.horizon = Nanos.of(horizon);
    this.store = store;
    weights = new Weights(rarity, config.needed());
    book = new Book(store, maxOpen);
    clerk = new Clerk(book, suppressions);
    storms = new Storms(config.stormPerMinute());
    rules.addAll(atWork);
    byte[] state = store.state();
    if (state.length > 0) {
      readState(new DataInputStream(new ByteArrayInputStream(state)));
      book.warm();
    }
    anew = stored > 0;
    inputs = stored;
  }

  /** Tells every alert from now on, also those that open no incident. */
  public void tell(Consumer<Alert> alerted) {
    listener = alerted;
  }

  /** The rules have come so far in the log. */
  public void reached(long nextId, long clock) {
    this.next = nextId;
    this.clock = clock;
    if (anew && (nextId > storedNext || nextId == storedNext && clock > storedClock)) {
      anew = false;
    }
  }

  /** A detection held. */
  public void detected(Rule.Single rule, Signal signal, boolean late, long clock) {
    detected = rule;
    detectedBy = signal;
    take(Alerts.of(rule, signal, late, clock));
    detected = null;
    detectedBy = null;
  }

  /** A correlation held. */
  public void found(Finding finding, boolean late, long clock) {
    take(Alerts.of(finding, late, clock));
  }

  /** A correlation of Sigma held. */
  public void found(KeyedFinding finding, boolean late, long clock) {
    take(GroupedAlerts.of(finding, late, clock));
  }

  /** An alert was raised. */
  public void take(Alert alert) {
    alerts++;
    listener.accept(alert);
    if (anew) {
      boolean told = rulesBefore.contains(alert.ruleId() + "/" + alert.ruleVersion());
      if (told || book.alert(alert.id()) != null) {
        return;
      }
    }
    inputs++;
    if (inputs > stored) {
      weights.saw(alert);
      place(alert);
    }
  }

  /**
   * A person did something, as an event of the log says.
   *
   * @param row the id of the event
   * @return what came of it; empty if it was done before, because the log is read again
   */
  public Optional<Outcome> act(Recorded recorded, long row, long now) {
    if (anew && row < storedNext) {
      return Optional.empty();
    }
    inputs++;
    if (inputs <= stored) {
      return Optional.empty();
    }
    suppressions.forget(now);
    return Optional.of(new Outcome(recorded.id(), true, clerk.apply(recorded, now)));
  }

  /** The suppressions there are, the newest first; any thread. */
  public List<Suppression> suppressions() {
    return suppressions.list();
  }

  private void place(Alert alert) {
    long now = alert.raised();
    Alert raised = alert;
    long window = horizon;
    Suppression suppression = suppressions.holding(alert, now);
    if (suppression != null) {
      String story = Suppressions.story(suppression, alert);
      if (suppression.kind() == Suppression.Kind.EXCEPT) {
        except(alert.with(story, Status.EXCEPTED, alert.tags(), alert.reason()), suppression, now);
        return;
      }
      raised = alert.with(story, alert.status(), alert.tags(), alert.reason());
      window = suppression.window();
    }
    Alert known =
        raised.story().isEmpty() ? null : book.latest(raised.story(), raised.first() - window);
    if (known == null && raised.story().isEmpty()) {
      known = repeated(raised);
    }
    if (known != null && suppression != null) {
      suppressed++;
      suppressions.count(suppression, raised);
    }
    if (known == null) {
      Storms.Verdict storm = storms.next(raised);
      if (storm != null) {
        raised = storm.alert();
        known = book.latest(raised.story(), since(raised));
      }
    }
    if (known != null) {
      folded++;
      Alert merged = Stories.merged(known, raised, now);
      book.changed(merged);
      OpenIncident incident = merged.incident().isEmpty() ? null : root(merged.incident());
      if (incident == null) {
        join(merged, raised, now);
      } else {
        incident.goesOn(raised, merged.evidenceTotal() - known.evidenceTotal(), now);
        entitiesForgotten += incident.takeForgotten();
        reopen(incident, "it goes on: " + raised.title(), now);
        book.changed(incident);
      }
      return;
    }
    if (book.alert(raised.id()) != null) {
      return;
    }
    Alert told = reasoned(raised);
    join(told, told, now);
  }

  /**
   * The alert of another event with the same text and time; null if there is none. Ids are made of
   * what happened and not of places in the log, so such events have the same alert.
   */
  private @Nullable Alert repeated(Alert alert) {
    Alert same = book.alert(alert.id());
    if (same == null) {
      return null;
    }
    EventId event = alert.evidence().getLast().event();
    boolean isKnown = same.evidence().stream().anyMatch(each -> each.event().equals(event));
    return isKnown ? null : same;
  }

  /** A new alert with the conditions that held; only new ones, since telling them costs time. */
  private Alert reasoned(Alert alert) {
    Rule.Single rule = detected;
    Signal signal = detectedBy;
    return rule == null || signal == null ? alert : alert.matching(reasons.of(rule, signal));
  }

  /** An exception holds: the alert is counted and kept, and belongs to no incident. */
  private void except(Alert alert, Suppression suppression, long now) {
    suppressed++;
    suppressions.count(suppression, alert);
    Alert known = book.latest(alert.story(), since(alert));
    book.changed(known == null ? reasoned(alert) : Stories.merged(known, alert, now));
  }

  private long since(Alert alert) {
    return alert.first() - horizon;
  }

  /** The incident that has the alerts of this one by now, or null. */
  private @Nullable OpenIncident root(String id) {
    OpenIncident incident = book.incident(id);
    for (int hop = 0; incident != null && !incident.mergedInto().isEmpty() && hop < 64; hop++) {
      incident = book.incident(incident.mergedInto());
    }
    return incident;
  }

  /**
   * Finds where an alert without incident belongs.
   *
   * @param as the alert with what is new about it
   */
  private void join(Alert alert, Alert as, long now) {
    OpenIncident best = null;
    Weights.Bond bond = null;
    Book.Candidates candidates = book.candidates(as, horizon);
    for (OpenIncident candidate : candidates.near()) {
      if (takes(candidate, as, now)) {
        Weights.Bond each = weights.bond(as, candidate);
        if (each.score() >= weights.needed()
            && (bond == null || better(each, candidate, bond, best))) {
          best = candidate;
          bond = each;
        }
      }
    }
    if (best != null && bond != null) {
      joined++;
      Alert placed =
          alert.placed(
              new Placement(
                  best.id,
                  now,
                  Placement.RULES,
                  "",
                  bond.score(),
                  weights.needed(),
                  bond.links(),
                  bond.reason() + unweighed(candidates)));
      best.take(placed, now);
      entitiesForgotten += best.takeForgotten();
      reopen(best, "joined by " + alert.title(), now);
      book.changed(placed);
      takeIn(best, as, now);
      book.changed(best);
    } else if (alert.level().compareTo(Level.MEDIUM) >= 0) {
      opened++;
      var incident = new OpenIncident(Ids.of("incident", alert.id()), now);
      Alert placed =
          alert.placed(
              new Placement(
                  incident.id,
                  now,
                  Placement.RULES,
                  "",
                  0,
                  0,
                  List.of(),
                  "it opened the incident" + unweighed(candidates)));
      incident.take(placed, now);
      book.changed(placed);
      takeIn(incident, as, now);
      book.changed(incident);
    } else {
      loose++;
      book.changed(alert);
    }
  }

  private static String unweighed(Book.Candidates candidates) {
    return candidates.left() == 0
        ? ""
        : "; " + candidates.left() + " or more older ones that share something were not weighed";
  }

  /** Milder alerts that belonged nowhere before, and belong here now. */
  private void takeIn(OpenIncident incident, Alert alert, long now) {
    for (Alert mild : book.loose(alert, horizon)) {
      if (!mild.id().equals(alert.id()) && takes(incident, mild, now)) {
        Weights.Bond bond = weights.bond(mild, incident);
        if (bond.score() >= weights.needed()) {
          joined++;
          Alert placed =
              mild.placed(
                  new Placement(
                      incident.id,
                      now,
                      Placement.RULES,
                      "",
                      bond.score(),
                      weights.needed(),
                      bond.links(),
                      "it came before; " + bond.reason()));
          incident.take(placed, now);
          entitiesForgotten += incident.takeForgotten();
          book.changed(placed);
        }
      }
    }
  }

  /** More in common; or as much, with the older one. */
  private static boolean better(
      Weights.Bond each, OpenIncident candidate, Weights.Bond bond, @Nullable OpenIncident best) {
    int byScore = Double.compare(each.score(), bond.score());
    if (byScore != 0 || best == null) {
      return byScore > 0;
    }
    int byAge = Long.compare(candidate.raised(), best.raised());
    return byAge != 0 ? byAge < 0 : candidate.id.compareTo(best.id) < 0;
  }

  /** Whether an alert may join at all: nobody split its kind off, and closed ones by policy. */
  private boolean takes(OpenIncident incident, Alert alert, long now) {
    if (!incident.mergedInto().isEmpty()) {
      return false;
    }
    for (Entity entity : alert.entities()) {
      if (incident.isSplitOff(Weights.key(entity))) {
        return false;
      }
    }
    if (incident.status() != Status.CLOSED) {
      return true;
    }
    boolean recent = now - incident.closed() <= Nanos.of(config.reopenFor());
    return recent
        && switch (config.reopen()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case REAL -> isReal(incident) || incident.hasRule(alert.ruleId());
        };
  }

  private static boolean isReal(OpenIncident incident) {
    return switch (incident.classification()) {
      case NONE, TRUE_POSITIVE, UNDETERMINED -> true;
      case BENIGN, FALSE_POSITIVE, DUPLICATE -> false;
    };
  }

  private void reopen(OpenIncident incident, String why, long now) {
    boolean closed = incident.status() == Status.CLOSED;
    boolean recent = now - incident.closed() <= Nanos.of(config.reopenFor());
    boolean wanted =
        switch (config.reopen()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case REAL -> isReal(incident);
        };
    if (closed && recent && wanted) {
      reopened++;
      var change =
          new Change(
              now,
              Placement.RULES,
              "",
              "status",
              Status.CLOSED.toString(),
              Status.NEW.toString(),
              "reopened; " + why);
      incident.status(Status.NEW, change);
    }
  }

  /**
   * Puts what has changed into the store.
   *
   * @param told is told of the incidents that were put
   */
  public void store(IncidentListener told) throws IOException {
    book.store();
    book.spill();
    for (Book.News news : book.told()) {
      told.told(news.before(), news.now());
    }
  }

  /** Makes everything durable that was put, and the rest of the state with it. */
  public void commit() throws IOException {
    book.store();
    forget();
    store.commit(state());
  }

  /** Retention: nothing can join or open again what goes, since the settings see to that. */
  private void forget() throws IOException {
    long keep = Nanos.of(config.keepFor());
    if (keep == 0 || clock - forgotAt < FORGET_EVERY) {
      return;
    }
    List<Incident> gone = store.forget(clock - keep, MAX_FORGOTTEN);
    // With as many as fit there may be more, and the next commit looks again.
    forgotAt = gone.size() < MAX_FORGOTTEN ? clock : forgotAt;
    if (!gone.isEmpty()) {
      Set<String> ids = new TreeSet<>();
      gone.forEach(incident -> ids.add(incident.id()));
      book.forget(ids);
      forgotten += gone.size();
      gone.forEach(forgetting);
    }
  }

  /** Tells of every incident that is let go, on the thread that commits. */
  public void tellForgotten(Consumer<Incident> told) {
    forgetting = told;
  }

  private byte[] state() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(STATE_VERSION);
    out.writeLong(Math.max(inputs, stored));
    out.writeLong(anew ? storedNext : next);
    out.writeLong(anew ? storedClock : clock);
    var told = new ArrayList<String>(anew ? rulesBefore : rules);
    out.writeInt(told.size());
    for (String rule : told) {
      out.writeUTF(rule);
    }
    rarity.write(out);
    storms.write(out);
    suppressions.write(out);
    out.writeUTF("end");
    stored = Math.max(inputs, stored);
    return bytes.toByteArray();
  }

  private void readState(DataInput in) throws IOException {
    int version = in.readInt();
    if (version != STATE_VERSION) {
      throw new IOException("the state of incidents has version " + version);
    }
    stored = in.readLong();
    storedNext = in.readLong();
    storedClock = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      rulesBefore.add(in.readUTF());
    }
    rarity.read(in);
    storms.read(in);
    suppressions.read(in);
    if (!in.readUTF().equals("end")) {
      throw new IOException("the state of incidents does not end where it should");
    }
  }

  /** For checkpoints of the rules. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(inputs);
    out.writeBoolean(anew);
  }

  /**
   * Takes over what {@link #write} wrote: the rules go on from there.
   *
   * @param isChanged whether they are others than then, so that their inputs cannot be counted off
   */
  public void read(DataInput in, boolean isChanged) throws IOException {
    inputs = in.readLong();
    anew = in.readBoolean();
    if (isChanged && stored > inputs) {
      inputs = stored;
      anew = true;
    }
  }

  /** These rules are at work from now on, each as {@code id/version}. */
  public void atWork(Collection<String> now) {
    rules.clear();
    rules.addAll(now);
  }

  /** Alerts so far. */
  public long alerts() {
    return alerts;
  }

  /** Alerts that were too mild to open an incident and belonged to none. */
  public long loose() {
    return loose;
  }

  /** Alerts that went on with a story that was told. */
  public long folded() {
    return folded;
  }

  /** Alerts that joined an incident. */
  public long joined() {
    return joined;
  }

  /** Incidents that began. */
  public long opened() {
    return opened;
  }

  /** Incidents that were opened again. */
  public long reopened() {
    return reopened;
  }

  /** Alerts that a suppression held for. */
  public long suppressed() {
    return suppressed;
  }

  /** Closed incidents that were let go, as the settings want it. */
  public long forgotten() {
    return forgotten;
  }

  /** Incidents and mild alerts that were not weighed, since an alert shared something with more. */
  public long unweighed() {
    return book.unweighed();
  }

  /** Mild alerts that no incident takes in any more, since there were too many. */
  public long tooLoose() {
    return book.tooLoose();
  }

  /** Entities of incidents that were forgotten, since one had too many. */
  public long entitiesForgotten() {
    return entitiesForgotten;
  }

  /** Incidents at hand. */
  public long atHand() {
    return book.size();
  }

  /** Incidents that are looked up in the store from now on. */
  public long spilled() {
    return book.spills();
  }

  /** Alerts that were folded because their rule raised a flood of them. */
  public long stormed() {
    return storms.count();
  }
}
