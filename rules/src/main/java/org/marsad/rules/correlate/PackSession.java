package org.marsad.rules.correlate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.kie.api.KieServices;
import org.kie.api.definition.type.FactType;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;
import org.kie.api.time.SessionPseudoClock;
import org.marsad.rules.correlate.api.Burst;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.correlate.api.Incidents;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.Texts;
import org.marsad.rules.state.BurstSpec;
import org.marsad.rules.state.BurstTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The correlations of one pack over one timeline: counts bursts, keeps facts in a Drools session
 * whose clock is event time, and tells what its rules find. Signals come in the order of event
 * time. One thread.
 *
 * <p>Bounded: past {@value #MAX_FACTS} facts, or {@value #MAX_FIRINGS} firings for one event, the
 * pack is set aside, and says so; the others go on.
 */
final class PackSession implements AutoCloseable {
  static final int MAX_FACTS = 100_000;
  static final int MAX_FIRINGS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(PackSession.class);
  private static final int MAX_KEYS = 200_000;
  private static final long STEP_MILLIS = 60_000;
  private static final int MAX_STEPS = 100;

  private final CompiledPack pack;
  private final Consumer<Finding> findings;
  private final List<BurstTable> tables = new ArrayList<>();
  private final KieSession session;
  private final SessionPseudoClock clock;
  private String firing = "";
  private boolean muted;
  private boolean aside;

  PackSession(CompiledPack pack, Consumer<Finding> findings) {
    this.pack = pack;
    this.findings = findings;
    for (BurstSpec spec : pack.bursts()) {
      tables.add(new BurstTable(spec, MAX_KEYS));
    }
    KieSessionConfiguration configuration = KieServices.get().newKieSessionConfiguration();
    configuration.setOption(ClockTypeOption.PSEUDO);
    session = pack.base().newKieSession(configuration, null);
    clock = session.getSessionClock();
    session.setGlobal("incidents", (Incidents) this::open);
    session.addEventListener(
        new DefaultAgendaEventListener() {
          @Override
          public void beforeMatchFired(BeforeMatchFiredEvent event) {
            firing = event.getMatch().getRule().getName();
          }
        });
  }

  private Incidents.Opening open(String key) {
    return facts -> found(key, List.of(facts));
  }

  private void found(String key, List<Happening> facts) {
    Rule.Correlation rule = pack.rules().get(firing);
    if (!muted && rule != null) {
      findings.accept(new Finding(rule, key, facts));
    }
  }

  /** Why the pack does nothing any more, if that is so. */
  boolean isAside() {
    return aside;
  }

  /** Sees the next signal. */
  void accept(Signal signal) {
    if (aside) {
      return;
    }
    advance(Math.floorDiv(signal.time(), 1_000_000L));
    Optional<String> word = Attributes.word(signal);
    if (word.isEmpty()) {
      return;
    }
    Happening fact = Attributes.fact(word.get(), signal);
    if (isWanted(word.get(), signal)) {
      session.insert(fact);
    }
    for (BurstTable table : tables) {
      count(table, word.get(), signal, fact.role());
    }
    fire();
  }

  private boolean isWanted(String word, Signal signal) {
    for (Subscription subscription : pack.subscriptions()) {
      if (subscription.wants(word, signal)) {
        return true;
      }
    }
    return false;
  }

  private void count(BurstTable table, String word, Signal signal, String role) {
    BurstSpec spec = table.spec();
    if (!spec.of().equals(word)) {
      return;
    }
    for (var condition : spec.where().entrySet()) {
      if (!Attributes.value(word, condition.getKey(), signal).equals(condition.getValue())) {
        return;
      }
    }
    String key = Attributes.value(word, spec.by(), signal);
    List<Signal> burst = key.isEmpty() ? null : table.add(key, signal);
    if (burst != null) {
      session.insert(burst(spec.name(), key, role, burst));
    }
  }

  private Burst burst(String type, String key, String role, List<Signal> signals) {
    FactType declared = pack.base().getFactType(CompiledPack.packageName(pack.pack().name()), type);
    try {
      var burst = (Burst) declared.newInstance();
      burst.setKey(key);
      burst.setCount(signals.size());
      burst.countOf(role);
      burst.proveBy(signals);
      return burst;
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("cannot make a " + type, e);
    }
  }

  private void fire() {
    int fired = session.fireAllRules(MAX_FIRINGS);
    if (fired >= MAX_FIRINGS || session.getFactCount() > MAX_FACTS) {
      aside = true;
      LOG.error(
          "pack {} is set aside: {} firings for one event, {} facts",
          pack.pack().name(),
          fired,
          session.getFactCount());
    }
  }

  /** Moves the clock on, in small steps, so that no single one expires all there is. */
  private void advance(long millis) {
    long now = clock.getCurrentTime();
    if (millis <= now) {
      return;
    }
    if (now == 0 || (millis - now) / STEP_MILLIS > MAX_STEPS) {
      // Far apart: what is there has expired long since, so one step is as good.
      clock.advanceTime(millis - now, TimeUnit.MILLISECONDS);
      session.fireAllRules(MAX_FIRINGS);
      return;
    }
    while (now < millis) {
      long step = Math.min(STEP_MILLIS, millis - now);
      clock.advanceTime(step, TimeUnit.MILLISECONDS);
      now += step;
    }
  }

  long factCount() {
    return session.getFactCount();
  }

  long evicted() {
    return tables.stream().mapToLong(BurstTable::evicted).sum();
  }

  /**
   * For checkpoints: counters, the clock, and the facts that are still of use, by our own codec.
   */
  void write(DataOutput out) throws IOException {
    out.writeBoolean(aside);
    for (BurstTable table : tables) {
      table.write(out);
    }
    out.writeLong(clock.getCurrentTime());
    List<Happening> facts = new ArrayList<>();
    for (Object fact : session.getObjects()) {
      facts.add((Happening) fact);
    }
    facts.sort(Comparator.comparing((Happening fact) -> fact.evidence().getLast()));
    out.writeInt(facts.size());
    for (Happening fact : facts) {
      writeFact(out, fact);
    }
  }

  private static void writeFact(DataOutput out, Happening fact) throws IOException {
    boolean burst = fact instanceof Burst;
    out.writeBoolean(burst);
    Texts.write(out, fact.getClass().getSimpleName());
    if (fact instanceof Burst each) {
      Texts.write(out, each.getKey());
      Texts.write(out, each.role());
    }
    out.writeInt(fact.evidence().size());
    for (Signal signal : fact.evidence()) {
      signal.write(out);
    }
  }

  /**
   * Takes over what {@link #write} wrote. The rules run over the facts as they come back, in the
   * order of event time, and tell nothing: what they find now they found before.
   */
  void read(DataInput in) throws IOException {
    aside = in.readBoolean();
    for (BurstTable table : tables) {
      table.read(in);
    }
    long now = in.readLong();
    muted = true;
    try {
      for (int left = in.readInt(); left > 0; left--) {
        Happening fact = readFact(in);
        advance(fact.getTs());
        session.insert(fact);
        session.fireAllRules();
      }
      advance(now);
      session.fireAllRules();
    } finally {
      muted = false;
    }
  }

  private Happening readFact(DataInput in) throws IOException {
    boolean burst = in.readBoolean();
    String type = Texts.read(in);
    String key = burst ? Texts.read(in) : "";
    String role = burst ? Texts.read(in) : "";
    var signals = new ArrayList<Signal>();
    for (int left = in.readInt(); left > 0; left--) {
      signals.add(Signal.read(in));
    }
    return burst ? burst(type, key, role, signals) : Attributes.fact(type, signals.getFirst());
  }

  @Override
  public void close() {
    session.dispose();
  }
}
