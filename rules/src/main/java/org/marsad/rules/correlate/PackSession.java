package org.marsad.rules.correlate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.drools.core.time.TimerService;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieServices;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.time.SessionPseudoClock;
import org.marsad.rules.clock.Found;
import org.marsad.rules.clock.Step;
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
import org.marsad.rules.state.QuietTable;
import org.marsad.rules.state.Section;
import org.marsad.rules.state.Trail;
import org.marsad.rules.word.Vocabulary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The correlations of one pack, or of one part of it, over one course of time: measures what its
 * declared types say, keeps facts in a Drools session whose clock is event time, and tells what its
 * rules find. Steps come in the order of event time. One thread at a time, whichever, but for
 * {@link #report}.
 *
 * <p>A part of a pack sees the events whose value of the attribute it is split by falls to it.
 *
 * <p>A pack that goes over its {@link PackQuota}, or one of whose rules fails, is set aside for
 * good: its session is thrown away, the reason is told, and the others go on.
 */
final class PackSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PackSession.class);
  private static final long SECOND_MILLIS = 1_000;
  private static final long WATCH_MILLIS = 60_000;

  /** The part of its state that a pack has for events it may have to show. */
  private static final int TRAIL = 4;

  private static final Comparator<Happening> IN_TIME =
      Comparator.comparingLong(Happening::getTs)
          .thenComparing(fact -> fact.evidence().getLast())
          .thenComparing(fact -> fact.getClass().getName())
          .thenComparing(fact -> fact instanceof Derived derived ? derived.getKey() : "");

  private final CompiledPack pack;
  private final int part;
  private final int parts;
  private final PackQuota quota;
  private final List<Meter> meters = new ArrayList<>();
  private final Map<String, QuietTable> quiet = new TreeMap<>();
  private final Budget budget;
  private final Trail trail;
  private final Rings history;
  private final Forerunners forerunners;
  private final FactCodec codec;
  private final KieSession session;
  private final SessionPseudoClock clock;
  private final List<Found<Finding>> found = new ArrayList<>();

  /** Facts that only rules look at that look at nothing else that happens. */
  private final List<FactHandle> passing = new ArrayList<>();

  private Map<String, Rule.Meta> singles;
  private int step;
  private boolean bySignal;
  private String firing = "";
  private boolean muted;
  private int assetCount;

  /** Whether there are facts on which no rule has had a chance to fire; most events are none. */
  private boolean isFresh;

  private String aside = "";
  private long firings;
  private long findings;
  private long cpuNanos;
  private long watchedFrom;
  private long watchedCpu;
  private volatile SessionReport report = SessionReport.NONE;

  /**
   * An empty one.
   *
   * @param part its number among the parts of the pack
   * @param singles rules for single events of all packs, by id
   */
  PackSession(CompiledPack pack, int part, Map<String, Rule.Meta> singles, Limits limits) {
    this.pack = pack;
    this.part = part;
    this.parts = pack.partition().isEmpty() ? 1 : limits.parts();
    this.singles = singles;
    this.quota = limits.quota();
    long bytes = quota.stateBytes() / parts;
    budget = new Budget(bytes - bytes / TRAIL);
    trail = new Trail(bytes / TRAIL);
    history = new Rings(pack.lookups(), limits);
    forerunners = new Forerunners(pack.patterns(), quota.facts());
    var maker = new FactMaker(pack.base(), pack.packageName());
    pack.derivations().forEach(each -> meters.add(Meter.of(each, maker, budget, trail)));
    for (Rule.Correlation rule : pack.rules().values()) {
      if (rule.silent() > 0) {
        quiet.put(rule.meta().id(), new QuietTable(rule.silent(), budget));
      }
    }
    codec =
        new FactCodec(
            maker,
            this::single,
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

  private Rule.@Nullable Meta single(String id) {
    return singles.get(id);
  }

  /** The rules for single events of all packs, by id, from now on. */
  void singles(Map<String, Rule.Meta> now) {
    singles = now;
  }

  private Incidents.Opening open(String key) {
    Rule.Correlation rule = pack.rules().get(firing);
    if (rule == null) {
      throw new IllegalStateException("no rule is firing");
    }
    return new Telling(rule, key, this::told);
  }

  private void told(Finding finding) {
    if (!muted && mayTell(finding)) {
      findings++;
      found.add(new Found<>(step, bySignal, clock.getCurrentTime() * 1_000_000L, finding));
    }
  }

  private boolean mayTell(Finding finding) {
    QuietTable silent = quiet.get(finding.rule().meta().id());
    return silent == null || silent.mayTell(finding.key(), clock.getCurrentTime() * 1_000_000L);
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
            findings,
            budget.evicted()
                + trail.gone()
                + history.evicted()
                + meters.stream().mapToLong(Meter::overflown).sum(),
            cpuNanos,
            quiet.values().stream().mapToLong(QuietTable::silenced).sum(),
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
    isFresh = true;
    assetCount = assets.size();
  }

  /** Goes through steps. */
  void run(List<Step> steps) {
    if (!aside.isEmpty()) {
      return;
    }
    long begin = Cpu.nanos();
    try {
      for (int i = 0; i < steps.size() && aside.isEmpty(); i++) {
        Step next = steps.get(i);
        step = i;
        bySignal = false;
        advance(next.time());
        Signal signal = next.signal();
        if (signal != null && aside.isEmpty()) {
          bySignal = true;
          see(signal);
        }
      }
    } catch (RuntimeException e) {
      setAside("a rule failed: " + Objects.requireNonNullElse(e.getCause(), e));
    }
    cpuNanos += Cpu.nanos() - begin;
    if (aside.isEmpty()) {
      watchCost();
    }
  }

  /** What was found since it was asked last, in the order in which it was told. */
  void handOver(List<Found<Finding>> into) {
    into.addAll(found);
    found.clear();
  }

  private void see(Signal signal) {
    for (String word : Vocabulary.of(signal)) {
      see(Subject.of(word, signal));
    }
    for (String id : signal.detections()) {
      Rule.Meta rule = singles.get(id);
      if (rule != null) {
        see(Subject.of(rule, signal));
      }
    }
    if (isFresh) {
      fire();
    }
  }

  /** All signals up to a time have been seen. */
  private void advance(long time) {
    for (Meter next = nextDue(time); next != null; next = nextDue(time)) {
      long due = next.next();
      next.advance(due, this::insertAt);
      if (!aside.isEmpty()) {
        return;
      }
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
    if (aside.isEmpty()) {
      insert(Subject.of(fact));
      fire();
    }
  }

  private void insert(Subject subject) {
    FactHandle handle = session.insert(subject.fact());
    isFresh = true;
    if (forerunners.isPassing(subject)) {
      passing.add(handle);
    }
    forerunners.given(subject).forEach(this::insert);
  }

  private void see(Subject subject) {
    if (subject.isWanted(pack.interests()) && isMine(subject)) {
      history.see(subject);
      if (forerunners.lets(subject)) {
        insert(subject);
      }
      for (Meter meter : meters) {
        Derived derived = meter.see(subject);
        if (derived != null) {
          insert(Subject.of(derived));
        }
      }
    }
  }

  /** Whether it falls to this part. What has no value falls to the first. */
  private boolean isMine(Subject subject) {
    return parts == 1
        || Math.floorMod(subject.text(pack.partition()).hashCode() * 0x9E3779B9 >>> 8, parts)
            == part;
  }

  private void fire() {
    int fired = fireAll(quota.firings());
    firings += fired;
    if (fired >= quota.firings()) {
      setAside("its rules fired " + fired + " times for one event, the last \"" + firing + "\"");
    } else if (session.getFactCount() - assetCount > quota.facts()) {
      setAside("its session holds more than " + quota.facts() + " facts");
    }
  }

  /** Lets all rules fire, and takes out what is of no use any more. */
  private int fireAll(int most) {
    int fired = session.fireAllRules(most);
    isFresh = false;
    for (int i = 0; i < passing.size(); i++) {
      session.delete(passing.get(i));
    }
    passing.clear();
    return fired;
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
      leave(parts == 1 ? why : "part " + (part + 1) + " of " + parts + ": " + why);
    }
  }

  private void leave(String why) {
    aside = why;
    LOG.error("pack {} is set aside: {}", pack.pack().name(), aside);
    session.dispose();
    publish();
  }

  /**
   * Moves the clock on. It halts at every second in which something is due, so that what follows
   * from the time that went by is found at the same time, however far the clock was moved at once.
   */
  private void clockTo(long millis) {
    long now = clock.getCurrentTime();
    if (now == 0 && millis > 0) {
      clock.advanceTime(millis, TimeUnit.MILLISECONDS);
      fire();
      return;
    }
    while (now < millis && aside.isEmpty()) {
      long wait = ((TimerService) clock).getTimeToNextJob();
      long due = wait < 0 ? Long.MAX_VALUE : Math.ceilDiv(now + Math.max(wait, 1), SECOND_MILLIS);
      boolean isDue = due <= millis / SECOND_MILLIS;
      long to = isDue ? due * SECOND_MILLIS : millis;
      boolean matures = wait >= 0 && now + wait <= to;
      clock.advanceTime(to - now, TimeUnit.MILLISECONDS);
      now = to;
      if (matures) {
        fire();
      }
    }
  }

  /** For checkpoints: measures, the clock, and the facts still of use, by our own codec. */
  void write(DataOutput out) throws IOException {
    Texts.write(out, aside);
    out.writeLong(pack.print());
    if (!aside.isEmpty()) {
      return;
    }
    out.writeInt(meters.size());
    for (Meter meter : meters) {
      Texts.write(out, meter.fit());
      Section.write(out, meter.table()::write);
    }
    out.writeInt(quiet.size());
    for (Map.Entry<String, QuietTable> each : quiet.entrySet()) {
      Texts.write(out, each.getKey());
      Section.write(out, each.getValue()::write);
    }
    trail.write(out);
    history.write(out, codec);
    forerunners.write(out, codec);
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
   * Takes over what {@link #write} wrote, maybe of the pack as it was before it was changed. The
   * rules run over the facts as they come back, in the order of event time, and tell nothing: what
   * they find now they found before.
   */
  void read(DataInput in) throws IOException {
    String why = Texts.read(in);
    boolean isChanged = in.readLong() != pack.print();
    if (!why.isEmpty()) {
      if (!isChanged) {
        leave(why);
      }
      return;
    }
    Map<String, Meter> byFit = new HashMap<>();
    meters.forEach(meter -> byFit.put(meter.fit(), meter));
    for (int left = in.readInt(); left > 0; left--) {
      Meter meter = byFit.get(Texts.read(in));
      if (meter == null) {
        Section.pass(in);
      } else {
        Section.read(in, meter.table()::read);
      }
    }
    for (int left = in.readInt(); left > 0; left--) {
      QuietTable known = quiet.get(Texts.read(in));
      if (known == null) {
        Section.pass(in);
      } else {
        Section.read(in, known::read);
      }
    }
    trail.read(in);
    history.read(in, codec);
    forerunners.read(in, codec);
    long now = in.readLong();
    var facts = new ArrayList<Happening>();
    for (int left = in.readInt(); left > 0; left--) {
      Happening fact = codec.read(in);
      if (fact != null && (!isChanged || pack.keeps(fact))) {
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
        insert(Subject.of(fact));
        fireAll(Integer.MAX_VALUE);
      }
      clockTo(now);
      fireAll(Integer.MAX_VALUE);
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
