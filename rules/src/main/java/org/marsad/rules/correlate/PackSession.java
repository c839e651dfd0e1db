package org.marsad.rules.correlate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieServices;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.time.SessionPseudoClock;
import org.marsad.rules.correlate.api.Asset;
import org.marsad.rules.correlate.api.Derived;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.correlate.api.History;
import org.marsad.rules.correlate.api.Incidents;
import org.marsad.rules.drl.Derivation;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.Texts;
import org.marsad.rules.state.Budget;
import org.marsad.rules.state.Trail;
import org.marsad.rules.word.Vocabulary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The correlations of one pack over one timeline: measures what its declared types say, keeps facts
 * in a Drools session whose clock is event time, and tells what its rules find. Signals come in the
 * order of event time. One thread, but for {@link #report}.
 *
 * <p>A pack that goes over its {@link PackQuota}, or one of whose rules fails, is set aside for
 * good: its session is thrown away, the reason is told, and the others go on.
 */
final class PackSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PackSession.class);
  private static final long STEP_MILLIS = 60_000;
  private static final int MAX_STEPS = 100;
  private static final long WATCH_MILLIS = 60_000;
  private static final Comparator<Happening> IN_TIME =
      Comparator.comparingLong(Happening::getTs)
          .thenComparing(fact -> fact.evidence().getLast())
          .thenComparing(fact -> fact.getClass().getName())
          .thenComparing(fact -> fact instanceof Derived derived ? derived.getKey() : "");

  private final CompiledPack pack;
  private final Map<String, Rule.Meta> singles;
  private final PackQuota quota;
  private final Consumer<Finding> findings;
  private final List<Meter> meters = new ArrayList<>();
  private final Budget budget;
  private final Trail trail;
  private final Rings history;
  private final FactCodec codec;
  private final KieSession session;
  private final SessionPseudoClock clock;
  private String firing = "";
  private boolean muted;
  private int assetCount;
  private String aside = "";
  private long firings;
  private long found;
  private long cpuNanos;
  private long watchedFrom;
  private long watchedCpu;
  private volatile SessionReport report = SessionReport.NONE;

  /**
   * An empty one.
   *
   * @param singles rules for single events of all packs, by id
   */
  PackSession(
      CompiledPack pack,
      Map<String, Rule.Meta> singles,
      PackQuota quota,
      Consumer<Finding> findings) {
    this.pack = pack;
    this.singles = singles;
    this.quota = quota;
    this.findings = findings;
    budget = new Budget(quota.stateBytes() / 2);
    trail = new Trail(quota.stateBytes() / 2);
    history = new Rings(pack.lookups());
    var maker = new FactMaker(pack.base(), pack.packageName());
    pack.derivations().forEach(each -> meters.add(Meter.of(each, maker, budget, trail)));
    codec =
        new FactCodec(
            maker,
            singles,
            Vocabulary.shipped().names(),
            pack.derivations().stream().map(Derivation::name).collect(Collectors.toSet()));
    KieSessionConfiguration configuration = KieServices.get().newKieSessionConfiguration();
    configuration.setOption(ClockTypeOption.PSEUDO);
    session = pack.base().newKieSession(configuration, null);
    clock = session.getSessionClock();
    session.setGlobal("incidents", (Incidents) this::open);
    session.setGlobal("history", (History) history);
    session.addEventListener(
        new DefaultAgendaEventListener() {
          @Override
          public void beforeMatchFired(BeforeMatchFiredEvent event) {
            firing = event.getMatch().getRule().getName();
          }
        });
  }

  private Incidents.Opening open(String key) {
    Rule.Correlation rule = pack.rules().get(firing);
    if (rule == null) {
      throw new IllegalStateException("no rule is firing");
    }
    return new Telling(rule, key, this::told);
  }

  private void told(Finding finding) {
    if (!muted) {
      found++;
      findings.accept(finding);
    }
  }

  CompiledPack pack() {
    return pack;
  }

  /** How it is, as of the last time it was published. Any thread may ask. */
  SessionReport report() {
    return report;
  }

  /** Makes the present state known to other threads. */
  void publish() {
    report =
        new SessionReport(
            aside.isEmpty() ? session.getFactCount() : 0,
            firings,
            found,
            budget.evicted() + trail.gone() + history.evicted(),
            cpuNanos,
            aside);
  }

  /** Puts these assets in the place of those before, if some pattern looks at assets. */
  void assets(List<Asset> assets) {
    if (!aside.isEmpty() || !pack.uses("Asset")) {
      return;
    }
    for (FactHandle handle : session.getFactHandles(Asset.class::isInstance)) {
      session.delete(handle);
    }
    assets.forEach(session::insert);
    assetCount = assets.size();
  }

  /** Sees the next signal. */
  void accept(Signal signal) {
    if (!aside.isEmpty()) {
      return;
    }
    long begin = System.nanoTime();
    try {
      advance(signal.time());
      for (String word : Vocabulary.of(signal)) {
        see(Subject.of(word, signal));
      }
      for (String id : signal.detections()) {
        Rule.Meta rule = singles.get(id);
        if (rule != null) {
          see(Subject.of(rule, signal));
        }
      }
      fire();
    } catch (RuntimeException e) {
      setAside("a rule failed: " + Objects.requireNonNullElse(e.getCause(), e));
    }
    cpuNanos += System.nanoTime() - begin;
    watchCost();
  }

  /** All signals up to a time have been seen. */
  void advance(long time) {
    if (!aside.isEmpty()) {
      return;
    }
    for (Meter next = nextDue(time); next != null; next = nextDue(time)) {
      long due = next.next();
      next.advance(due, this::insertAt);
    }
    clockTo(Math.floorDiv(time, 1_000_000L));
  }

  /** The meter that has something to tell first, at or before a time. */
  private @Nullable Meter nextDue(long time) {
    Meter next = null;
    for (Meter meter : meters) {
      long due = meter.next();
      if (due <= time && (next == null || due < next.next())) {
        next = meter;
      }
    }
    return next;
  }

  private void insertAt(Derived fact) {
    clockTo(fact.getTs());
    session.insert(fact);
    fire();
  }

  private void see(Subject subject) {
    if (subject.isWanted(pack.interests())) {
      history.see(subject);
      if (pack.inserts(subject)) {
        session.insert(subject.fact());
      }
      for (Meter meter : meters) {
        Derived derived = meter.see(subject);
        if (derived != null) {
          session.insert(derived);
        }
      }
    }
  }

  private void fire() {
    int fired = session.fireAllRules(quota.firings());
    firings += fired;
    if (fired >= quota.firings()) {
      setAside("its rules fired " + fired + " times for one event, the last \"" + firing + "\"");
    } else if (session.getFactCount() - assetCount > quota.facts()) {
      setAside("its session holds more than " + quota.facts() + " facts");
    }
  }

  /** What it costs by what time went by in the log, so that a replay is judged as life is. */
  private void watchCost() {
    long now = clock.getCurrentTime();
    if (watchedFrom == 0) {
      watchedFrom = now;
      watchedCpu = cpuNanos;
      return;
    }
    double window = Math.max(now - watchedFrom, WATCH_MILLIS) * 1e6;
    double share = (cpuNanos - watchedCpu) / window;
    if (share > quota.cpuShare()) {
      setAside(
          "it needs %.0f %% of a core to keep up with the log, more than %.0f %%"
              .formatted(share * 100, quota.cpuShare() * 100));
    } else if (now - watchedFrom >= WATCH_MILLIS) {
      watchedFrom = now;
      watchedCpu = cpuNanos;
    }
  }

  private void setAside(String why) {
    if (aside.isEmpty()) {
      aside = why;
      LOG.error("pack {} is set aside: {}", pack.pack().name(), why);
      session.dispose();
      publish();
    }
  }

  /** Moves the clock on, in small steps, so that no single one expires all there is. */
  private void clockTo(long millis) {
    long now = clock.getCurrentTime();
    if (millis <= now || !aside.isEmpty()) {
      return;
    }
    if (now == 0 || (millis - now) / STEP_MILLIS > MAX_STEPS) {
      // Far apart: what is there has expired long since, so one step is as good.
      clock.advanceTime(millis - now, TimeUnit.MILLISECONDS);
      fire();
      return;
    }
    while (now < millis) {
      long step = Math.min(STEP_MILLIS, millis - now);
      clock.advanceTime(step, TimeUnit.MILLISECONDS);
      now += step;
    }
  }

  /** For checkpoints: measures, the clock, and the facts still of use, by our own codec. */
  void write(DataOutput out) throws IOException {
    Texts.write(out, aside);
    if (!aside.isEmpty()) {
      return;
    }
    for (Meter meter : meters) {
      meter.write(out);
    }
    trail.write(out);
    history.write(out, codec);
    out.writeLong(clock.getCurrentTime());
    List<Happening> facts = facts();
    out.writeInt(facts.size());
    for (Happening fact : facts) {
      codec.write(out, fact);
    }
  }

  /** What is about events, in the order of time. */
  private List<Happening> facts() {
    List<Happening> facts = new ArrayList<>();
    for (Object fact : session.getObjects()) {
      if (fact instanceof Happening happening) {
        facts.add(happening);
      }
    }
    facts.sort(IN_TIME);
    return facts;
  }

  /**
   * Takes over what {@link #write} wrote. The rules run over the facts as they come back, in the
   * order of event time, and tell nothing: what they find now they found before.
   */
  void read(DataInput in) throws IOException {
    String why = Texts.read(in);
    if (!why.isEmpty()) {
      setAside(why);
      return;
    }
    for (Meter meter : meters) {
      meter.read(in);
    }
    trail.read(in);
    history.read(in, codec);
    long now = in.readLong();
    var facts = new ArrayList<Happening>();
    for (int left = in.readInt(); left > 0; left--) {
      Happening fact = codec.read(in);
      if (fact != null) {
        facts.add(fact);
      }
    }
    restore(facts, now);
  }

  private void restore(List<Happening> facts, long now) {
    muted = true;
    try {
      for (Happening fact : facts) {
        clockTo(fact.getTs());
        session.insert(fact);
        session.fireAllRules();
      }
      clockTo(now);
      session.fireAllRules();
    } catch (RuntimeException e) {
      setAside("a rule failed: " + Objects.requireNonNullElse(e.getCause(), e));
    } finally {
      muted = false;
    }
  }

  @Override
  public void close() {
    if (aside.isEmpty()) {
      session.dispose();
    }
  }
}
