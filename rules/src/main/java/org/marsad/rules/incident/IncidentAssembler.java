package org.marsad.rules.incident;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventId;
import org.marsad.model.event.Nanos;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Grounds;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Outcome;
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
 * Alerts become incidents. An alert that goes on with a story that was told adds to it; another is
 * suppressed, folded with a flood of its kind, or finds its incident ({@link Joining}).
 *
 * <p>All of it is a function of the alerts and of what people did, in their order. Its state is the
 * store of incidents itself, and a small rest ({@link #state}) that is committed with it. What the
 * store has seen already is passed over ({@link Seen}). One thread.
 */
public final class IncidentAssembler {
  private static final int STATE_VERSION = 2;

  /** The same without a mark. */
  private static final int UNMARKED = 1;

  private final long horizon;
  private final IncidentStore store;
  private final Rarity rarity = new Rarity();
  private final Weights weights;
  private final Book book;
  private final Storms storms;
  private final Suppressions suppressions = new Suppressions(new Re2());
  private final Clerk clerk;
  private final Joining joining;
  private final Retention retention;
  private final Seen seen;
  private final Reasons reasons = new Reasons();
  private Consumer<Alert> listener = _ -> {};

  /** What the alert that is being taken was made of; null for one of several events. */
  private Rule.@Nullable Single detected;

  private @Nullable Signal detectedBy;

  private long alerts;
  private long folded;
  private long suppressed;
  private long disproved;

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
    this.horizon = Nanos.of(horizon);
    this.store = store;
    weights = new Weights(rarity, config.needed());
    book = new Book(store, maxOpen);
    clerk = new Clerk(book, suppressions);
    storms = new Storms(config.stormPerMinute());
    joining = new Joining(config, this.horizon, weights, book);
    retention = new Retention(config.keepFor(), store, book);
    seen = new Seen(atWork);
    byte[] state = store.state();
    if (state.length > 0) {
      readState(new DataInputStream(new ByteArrayInputStream(state)));
      book.warm();
    }
  }

  /** By which the store names the state of the rules that belongs to it; null if it has no past. */
  public @Nullable Mark mark() {
    return seen.mark();
  }

  /** Tells every alert from now on, also those that open no incident. */
  public void tell(Consumer<Alert> alerted) {
    listener = alerted;
  }

  /** The rules have come so far in the log. */
  public void reached(long nextId, long clock) {
    seen.reached(nextId, clock);
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

  /** A correlation of Sigma was told that something was missing, and late events disprove it. */
  public void disproved(KeyedFinding finding, long clock) {
    if (!finding.isSilent()) {
      disprove(GroupedAlerts.of(finding, true, clock), clock);
    }
  }

  /** A correlation was told that something was missing, and late events disprove it. */
  public void disproved(Finding finding, long clock) {
    disprove(Alerts.of(finding, true, clock), clock);
  }

  /** Late events are looked at more than once, so it may be known. */
  private void disprove(Alert finding, long clock) {
    if (!seen.count()) {
      return;
    }
    Alert known = book.alert(finding.id());
    if (known == null && !finding.story().isEmpty()) {
      known = book.latest(finding.story(), since(finding));
    }
    if (known == null || !hasAll(known, finding) || Disproof.isKnown(known, finding)) {
      return;
    }
    Alert amended = Disproof.of(known, finding, clock);
    disproved++;
    book.changed(amended);
    OpenIncident incident = amended.incident().isEmpty() ? null : book.incident(amended.incident());
    if (incident != null) {
      incident.amended(Disproof.ofIncident(amended, clock));
      book.changed(incident);
    }
  }

  /** An alert was raised. */
  public void take(Alert alert) {
    alerts++;
    listener.accept(alert);
    if (seen.isAnew()) {
      boolean told = seen.wasAtWork(alert.ruleId(), alert.ruleVersion());
      if (told || book.alert(alert.id()) != null) {
        return;
      }
    }
    if (seen.count()) {
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
    if (seen.isBefore(row) || !seen.count()) {
      return Optional.empty();
    }
    suppressions.forget(now);
    return Optional.of(new Outcome(recorded.id(), true, clerk.apply(recorded, now)));
  }

  /** How many alerts of a rule were suppressed since the process began; any thread. */
  public long suppressedOf(String rule) {
    return suppressions.count(rule);
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
        Alert excepted = alert.inStory(story).with(alert.work().with(Status.EXCEPTED));
        except(excepted, suppression, now);
        return;
      }
      raised = alert.inStory(story);
      window = suppression.window();
    }
    Alert known =
        raised.story().isEmpty() ? null : book.latest(raised.story(), raised.first() - window);
    if (known == null && raised.story().isEmpty()) {
      known = repeated(raised);
    }
    if (known != null && raised.late() && hasAll(known, raised)) {
      return; // late events are looked at more than once
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
      joining.goesOn(merged, raised, merged.evidenceTotal() - known.evidenceTotal(), now);
      return;
    }
    if (book.alert(raised.id()) != null) {
      return;
    }
    Alert told = reasoned(raised);
    joining.join(told, told, now);
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

  /** Whether an alert has all events that another names. */
  private static boolean hasAll(Alert known, Alert other) {
    var ids = new HashSet<EventId>();
    known.evidence().forEach(each -> ids.add(each.event()));
    return other.evidence().stream().allMatch(each -> ids.contains(each.event()));
  }

  /** A new alert with the conditions that held; only new ones, since telling them costs time. */
  private Alert reasoned(Alert alert) {
    Rule.Single rule = detected;
    Signal signal = detectedBy;
    return rule == null || signal == null
        ? alert
        : alert.with(new Grounds(alert.reason(), reasons.of(rule, signal)));
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

  /**
   * Marks off everything that was put, with the rest of the state, to be made durable. From then on
   * {@link #mark()} is that of the state of the rules that belongs to it.
   */
  public IncidentStore.Cut cut() throws IOException {
    book.store();
    retention.look(seen.clock());
    return store.cut(state());
  }

  /** Tells of every incident that is let go, on the thread that takes alerts. */
  public void tellForgotten(Consumer<Incident> told) {
    retention.tell(told);
  }

  private byte[] state() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(STATE_VERSION);
    seen.write(out);
    rarity.write(out);
    storms.write(out);
    suppressions.write(out);
    out.writeUTF("end");
    return bytes.toByteArray();
  }

  private void readState(DataInput in) throws IOException {
    int version = in.readInt();
    if (version != STATE_VERSION && version != UNMARKED) {
      throw new IOException("the state of incidents has version " + version);
    }
    seen.read(in, version == STATE_VERSION);
    rarity.read(in);
    storms.read(in);
    suppressions.read(in);
    if (!in.readUTF().equals("end")) {
      throw new IOException("the state of incidents does not end where it should");
    }
  }

  /** For checkpoints of the rules. */
  public void write(DataOutput out) throws IOException {
    seen.writeRules(out);
  }

  /**
   * Takes over what {@link #write} wrote: the rules go on from there.
   *
   * @param isChanged whether they are others than then, so that their inputs cannot be counted off
   */
  public void read(DataInput in, boolean isChanged) throws IOException {
    seen.readRules(in, isChanged);
  }

  /** These rules are at work from now on, each as {@code id/version}. */
  public void atWork(Collection<String> now) {
    seen.atWork(now);
  }

  /** Alerts so far. */
  public long alerts() {
    return alerts;
  }

  /** Alerts that were too mild to open an incident and belonged to none. */
  public long loose() {
    return joining.loose();
  }

  /** Alerts that went on with a story that was told. */
  public long folded() {
    return folded;
  }

  /** Alerts of something missing that late events disproved. */
  public long disproved() {
    return disproved;
  }

  /** Alerts that joined an incident. */
  public long joined() {
    return joining.joined();
  }

  /** Incidents that began. */
  public long opened() {
    return joining.opened();
  }

  /** Incidents that were opened again. */
  public long reopened() {
    return joining.reopened();
  }

  /** Alerts that a suppression held for. */
  public long suppressed() {
    return suppressed;
  }

  /** Closed incidents that were let go, as the settings want it. */
  public long forgotten() {
    return retention.count();
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
    return joining.entitiesForgotten();
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
