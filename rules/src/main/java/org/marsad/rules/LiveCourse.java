package org.marsad.rules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.model.metrics.Metrics;
import org.marsad.rules.clock.Found;
import org.marsad.rules.clock.ReorderBuffer;
import org.marsad.rules.clock.SourceGroups;
import org.marsad.rules.clock.Step;
import org.marsad.rules.correlate.AssetList;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.correlate.Finding;
import org.marsad.rules.correlate.api.Asset;
import org.marsad.rules.incident.IncidentAssembler;
import org.marsad.rules.incident.Recorded;
import org.marsad.rules.keyed.KeyedFinding;
import org.marsad.rules.keyed.KeyedTimeline;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.Texts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The course of the log as the rules see it: orders what comes, correlates, and hands what is found
 * to the incidents. Belongs to the lane; other threads may ask for {@link #edition}, {@link
 * #sessions} and {@link #keyed}, for reports.
 *
 * <p>What comes is first made a row of {@link Step}s in event time. Every session, and the keyed
 * rules, go through all of them by themselves, on as many threads as there are; then what they
 * found is put in one order, which depends on the events alone: not on threads, not on batches, and
 * not on the order of arrival within the lateness.
 *
 * <p>Of signals that come after the watermark has passed them the detections are told at once; what
 * correlations make of them is found by {@link Latecomers}.
 */
final class LiveCourse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCourse.class);
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_STEPS = 10_000;

  /** Signals times pieces below which other threads are not worth waking. */
  private static final int WORTH_SHARING = 128;

  private final RulesConfig config;
  private final IncidentAssembler assembler;
  private final Tally tally;
  private final Lanes lanes;
  private final ReorderBuffer buffer;
  private final List<Asset> assets;
  private final Latecomers latecomers;
  private final Consumer<Signal> seen = this::see;
  private final List<Step> steps = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private final List<Found<KeyedFinding>> keyedFound = new ArrayList<>();
  private final Metrics.Counter signalCount;
  private final Metrics.Counter lateCount;
  private final Metrics.Counter detectionCount;
  private final Metrics.Counter findingCount;

  private volatile Edition edition;
  private volatile Correlator.Timeline sessions;
  private volatile KeyedTimeline keyed;
  private volatile History history = (_, _) -> {};
  private volatile List<String> refused = List.of();
  private boolean mustSeed = true;
  private int step;
  private boolean bySignal;
  private int signals;
  private long moved = Long.MIN_VALUE;
  private long nextId;
  private long clock;
  private boolean isPause;

  /**
   * The course of a log that was not read yet.
   *
   * @param isLive whether late events are looked at beside everything else
   */
  LiveCourse(
      RulesConfig config,
      Edition edition,
      IncidentAssembler assembler,
      Tally tally,
      Metrics metrics,
      boolean isLive)
      throws IOException {
    this.config = config;
    this.edition = edition;
    this.assembler = assembler;
    this.tally = tally;
    lanes = new Lanes(config.threads());
    buffer =
        new ReorderBuffer(
            new SourceGroups(config.sources(), config.lateness()), config.reorderCapacity());
    findingCount = metrics.counter("marsad_rules_findings", "Correlations that held.");
    detectionCount = metrics.counter("marsad_rules_detections", "Detections that held.");
    signalCount = metrics.counter("marsad_rules_signals", "Events that stage 1 let through.");
    lateCount = metrics.counter("marsad_rules_late", "Signals that came after the watermark.");
    sessions = edition.correlator().timeline(config.limits(), _ -> {});
    assets = AssetList.read(config.assets());
    sessions.assets(assets);
    keyed =
        edition
            .keyed()
            .timeline(
                config.state().memory().bytes(),
                config.state().trail().bytes(),
                config.state().innerEvents(),
                this::keep);
    latecomers = new Latecomers(config, isLive, metrics);
    gauges(metrics);
  }

  private void gauges(Metrics metrics) {
    metrics.gauge("marsad_rules_groups", "Groups that correlations hold.", () -> keyed.size());
    metrics.gauge("marsad_rules_state_bytes", "What they take, as estimated.", () -> keyed.used());
    metrics.gauge(
        "marsad_rules_evicted_groups", "Groups forgotten for want of room.", () -> keyed.evicted());
    metrics.gauge(
        "marsad_rules_evidence_gone",
        "Events that can no more be shown for want of room.",
        () -> keyed.gone());
    metrics.gauge("marsad_rules_facts", "Facts held by sessions.", () -> sessions.factCount());
    metrics.gauge(
        "marsad_rules_evicted_keys", "Keys of bursts forgotten early.", () -> sessions.evicted());
    metrics.gauge(
        "marsad_rules_packs_aside", "Packs set aside for their cost.", () -> sessions.aside());
    metrics.gauge(
        "marsad_rules_regex_unfinished",
        "Values on which an expression that RE2 refuses was given up.",
        () -> edition().detector().unfinished());
    metrics.gauge("marsad_rules_waiting", "Signals that wait for their turn.", buffer::size);
    metrics.gauge("marsad_rules_forced", "Signals handed on early.", buffer::forced);
    metrics.gauge("marsad_rules_lanes", "Threads that correlate.", lanes::count);
  }

  /** The rules at work. Any thread may ask. */
  Edition edition() {
    return edition;
  }

  /** The sessions of packs. Any thread may ask for reports. */
  Correlator.Timeline sessions() {
    return sessions;
  }

  /** The state by key. Any thread may ask how much there is. */
  KeyedTimeline keyed() {
    return keyed;
  }

  /** What is wrong with packs that were not taken, since they were read last. Any thread. */
  List<String> refused() {
    return refused;
  }

  /** Packs were read, and this was refused. Any thread. */
  void refused(List<String> problems) {
    refused = List.copyOf(problems);
  }

  /** The id of the first event that was not seen yet. */
  long nextId() {
    return nextId;
  }

  /** The latest receive time so far. */
  long clock() {
    return clock;
  }

  /** Where stored events are looked up. */
  void remember(History stored) {
    history = stored;
  }

  /** Sees what comes next. */
  void take(Work work, Actions actions) {
    if (mustSeed && work.size > 0) {
      mustSeed = false;
      new Seeding(edition.keyed(), history, config.state().seedValues())
          .seed(keyed, work.ids[0], work.times[0]);
    }
    if (work.tick) {
      clock = Math.max(clock, work.clock);
      buffer.flush(seen);
      move(buffer.watermark());
    }
    isPause = work.tick || isPause && work.size == 0;
    for (int row = 0; row < work.size; row++) {
      nextId = work.ids[row] + 1;
      clock = Math.max(clock, work.received[row]);
      buffer.observe(work.groups[row], work.times[row], clock);
      Signal signal = work.signals[row];
      if (signal != null) {
        take(signal);
      }
      buffer.release(seen);
      move(Math.floorDiv(buffer.watermark(), SECOND) * SECOND);
      Recorded action = work.action(row);
      if (action != null) {
        settle();
        assembler.reached(nextId, clock);
        actions.act(action, work.ids[row]);
      }
    }
    settle();
    assembler.reached(nextId, clock);
    latecomers.judged(work.size);
    lookAtLate(work.tick);
    sessions.publish();
  }

  /** What late signals come to while nothing else comes; whether something was told. */
  boolean lookAtLate() {
    return lookAtLate(false);
  }

  /** Beside the rules a pause lasts; on the lane it is the moment in the log that says so. */
  private boolean lookAtLate(boolean isTick) {
    boolean isTold = tellLate(latecomers.reviewed());
    boolean isQuiet = latecomers.isBeside() ? isPause : isTick;
    if (latecomers.isDue(clock, isQuiet)) {
      latecomers.begin(edition, assets, history, buffer.watermark(), clock, isQuiet);
      isTold |= tellLate(latecomers.reviewed());
    }
    return isTold;
  }

  /** Tells what the review finds that runs, if one does; whether something was told. */
  boolean awaitLate() {
    return tellLate(latecomers.awaitReviewed());
  }

  private boolean tellLate(@Nullable LateReview review) {
    if (review == null) {
      return false;
    }
    review.keyed().forEach(finding -> tell(finding, true, clock));
    review.ofPacks().forEach(finding -> tell(finding, true, clock));
    review.keyedDisproved().forEach(finding -> assembler.disproved(finding, clock));
    review.disproved().forEach(finding -> assembler.disproved(finding, clock));
    return review.hasNews();
  }

  private void take(Signal signal) {
    signalCount.increment();
    if (!buffer.offer(signal)) {
      lateCount.increment();
      add(new Step(moved, null), signal, true);
      latecomers.add(signal.light(), clock);
    }
  }

  /** What is not there is told when the watermark has passed, not when something comes. */
  private void move(long watermark) {
    if (watermark > moved && buffer.watermark() > Long.MIN_VALUE) {
      moved = watermark;
      add(new Step(watermark, null));
    }
  }

  private void see(Signal signal) {
    moved = Math.max(moved, signal.time());
    signals++;
    add(new Step(signal.time(), signal.light()), signal, false);
  }

  private void add(Step next) {
    add(next, null, false);
  }

  private void add(Step next, @Nullable Signal whole, boolean isLate) {
    steps.add(next);
    places.add(new Place(nextId, clock, whole, isLate));
    if (steps.size() >= MOST_STEPS) {
      settle();
    }
  }

  /** Goes through the steps there are and tells what is found. */
  private void settle() {
    if (steps.isEmpty()) {
      return;
    }
    List<Runnable> pieces = sessions.pieces(steps);
    pieces.addFirst(this::correlateByKey);
    if (signals * pieces.size() < WORTH_SHARING) {
      pieces.forEach(Runnable::run);
    } else {
      share(pieces);
    }
    tell(sessions.found());
    keyedFound.clear();
    steps.clear();
    places.clear();
    signals = 0;
  }

  private void share(List<Runnable> pieces) {
    try {
      lanes.run(pieces);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while correlating", e);
    }
  }

  private void correlateByKey() {
    for (step = 0; step < steps.size(); step++) {
      Step next = steps.get(step);
      bySignal = false;
      keyed.advance(next.time());
      Signal signal = next.signal();
      if (signal != null) {
        bySignal = true;
        keyed.accept(signal);
      }
    }
  }

  private void keep(KeyedFinding finding) {
    keyedFound.add(new Found<>(step, bySignal, keyed.now(), finding));
  }

  /** Step by step: what time brought; then detections, then what the signal made hold. */
  private void tell(List<Found<Finding>> found) {
    int byKey = 0;
    int ofPacks = 0;
    for (int at = 0; at < steps.size(); at++) {
      Place place = places.get(at);
      assembler.reached(place.next, place.clock);
      while (isDue(keyedFound, byKey, at, false) || isDue(found, ofPacks, at, false)) {
        boolean keyedFirst =
            !isDue(found, ofPacks, at, false)
                || isDue(keyedFound, byKey, at, false)
                    && keyedFound.get(byKey).time() <= found.get(ofPacks).time();
        if (keyedFirst) {
          tell(keyedFound.get(byKey++).what(), false, place.clock);
        } else {
          tell(found.get(ofPacks++).what(), false, place.clock);
        }
      }
      if (place.signal != null) {
        detect(place.signal, place.isLate, place.clock);
        if (place.isLate) {
          keyed.lookForNew(place.signal.light(), finding -> tell(finding, true, place.clock));
        }
      }
      for (; isDue(keyedFound, byKey, at, true); byKey++) {
        tell(keyedFound.get(byKey).what(), false, place.clock);
      }
      for (; isDue(found, ofPacks, at, true); ofPacks++) {
        tell(found.get(ofPacks).what(), false, place.clock);
      }
    }
  }

  private static <T> boolean isDue(List<Found<T>> found, int at, int step, boolean bySignal) {
    return at < found.size()
        && found.get(at).step() == step
        && found.get(at).bySignal() == bySignal;
  }

  private void detect(Signal signal, boolean isLate, long now) {
    for (String id : signal.detections()) {
      Rule.Single rule = edition.single(id);
      if (rule != null && !edition.keyed().isSilent(id)) {
        detectionCount.increment();
        tally.count(id, signal.time());
        assembler.detected(rule, signal, isLate, now);
      }
    }
  }

  private void tell(Finding finding, boolean isLate, long now) {
    findingCount.increment();
    tally.count(finding.rule().meta().id(), finding.time());
    assembler.found(finding, isLate, now);
  }

  private void tell(KeyedFinding finding, boolean isLate, long now) {
    findingCount.increment();
    tally.count(finding.rule().meta().id(), finding.crossing().last());
    if (!finding.isSilent()) {
      assembler.found(finding, isLate, now);
    }
  }

  /** Goes on with other rules from here on; what still fits of the state stays. */
  void swap(Edition next) {
    Edition before = edition;
    keyed = keyed.next(next.keyed());
    sessions = sessions.next(next.correlator());
    edition = next;
    mustSeed = true;
    latecomers.afterwards(() -> before.correlator().release(next.correlator()));
    assembler.atWork(next.atWork());
    sessions.publish();
  }

  /** For checkpoints: all of it as it is now. */
  Frozen freeze() throws IOException {
    var frozen = new Frozen(nextId);
    DataOutput out = frozen.out();
    Map<String, Long> prints = edition.prints();
    out.writeInt(prints.size());
    for (Map.Entry<String, Long> print : prints.entrySet()) {
      Texts.write(out, print.getKey());
      out.writeLong(print.getValue());
    }
    out.writeLong(nextId);
    out.writeLong(clock);
    out.writeLong(moved);
    frozen.later(buffer.frozen());
    assembler.write(out);
    sessions.write(out);
    keyed.write(out);
    List<Signal> lateNow = latecomers.signals();
    out.writeInt(lateNow.size());
    frozen.later(
        to -> {
          for (Signal signal : lateNow) {
            signal.write(to);
          }
        });
    Texts.write(out, "end");
    return frozen;
  }

  /** Takes over what {@link #freeze} kept, be it with other rules than those now. */
  void read(DataInput in) throws IOException {
    Map<String, Long> prints = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      prints.put(Texts.read(in), in.readLong());
    }
    nextId = in.readLong();
    clock = in.readLong();
    boolean isChanged = !prints.equals(edition.prints());
    if (isChanged) {
      LOG.info("packs have changed since the last checkpoint; from event {} on they count", nextId);
    }
    moved = in.readLong();
    buffer.read(in);
    assembler.read(in, isChanged);
    sessions.read(in);
    keyed.read(in);
    for (int left = in.readInt(); left > 0; left--) {
      latecomers.add(Signal.read(in), clock);
    }
    if (!Texts.read(in).equals("end")) {
      throw new IOException("the checkpoint of the rules does not end where it should");
    }
  }

  @Override
  public void close() {
    latecomers.close();
    sessions.close();
    lanes.close();
  }

  /** Told of what people did, in the order of the log. */
  @FunctionalInterface
  interface Actions {
    void act(Recorded action, long row);
  }

  /**
   * Where in the log a step was made.
   *
   * @param next the id behind the event that made it
   * @param clock the latest receive time then
   * @param signal the signal of the step with its image, if it has one
   * @param isLate whether the watermark has passed it, so that it is for detections alone
   */
  private record Place(long next, long clock, @Nullable Signal signal, boolean isLate) {}
}
