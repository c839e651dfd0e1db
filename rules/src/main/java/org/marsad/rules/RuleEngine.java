package org.marsad.rules;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Outcome;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.rule.RuleBook;
import org.marsad.model.store.EventConsumer;
import org.marsad.model.store.EventLog;
import org.marsad.model.store.IncidentDesk;
import org.marsad.model.store.IncidentListener;
import org.marsad.model.store.IncidentStore;
import org.marsad.rules.clock.ReorderBuffer;
import org.marsad.rules.correlate.AssetList;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.correlate.Finding;
import org.marsad.rules.correlate.api.Asset;
import org.marsad.rules.detect.PackDetector;
import org.marsad.rules.detect.SignalMaker;
import org.marsad.rules.detect.WordFinder;
import org.marsad.rules.incident.ActionCodec;
import org.marsad.rules.incident.IncidentAssembler;
import org.marsad.rules.incident.JournalDesk;
import org.marsad.rules.incident.Recorded;
import org.marsad.rules.keyed.KeyedFinding;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.keyed.KeyedTimeline;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.problem.RuleProblem;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.signal.Texts;
import org.marsad.rules.word.Vocabulary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The face of this module. Stage 1 runs on the caller's thread; what it lets through, and the times
 * of all events, go to the one lane {@code marsad-rules-0}, which orders, correlates and assembles,
 * row by row, so that the size of batches decides nothing.
 *
 * <p>Signals that come after the watermark has passed them are collected and correlated together,
 * in the order of their times, on a timeline of their own, when the log pauses or enough of them
 * are there.
 *
 * <p>The state is written to a checkpoint after the incidents it has told are durable. A restart
 * goes on from there; what is replayed changes nothing that was told before.
 */
public final class RuleEngine implements EventConsumer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuleEngine.class);
  private static final String NAME = "rules";
  private static final int QUEUE = 16;
  private static final long STATE_BYTES = 512L << 20;
  private static final long LATE_STATE_BYTES = 128L << 20;
  private static final long TRAIL_BYTES = 32L << 20;

  private final RulesConfig config;
  private final Correlator correlator;
  private final SignalMaker signals;
  private final Map<String, Rule.Single> singles = new HashMap<>();
  private final ReorderBuffer buffer;
  private final IncidentAssembler assembler;
  private final Correlator.Timeline live;
  private final KeyedRules keyed;
  private final KeyedTimeline liveKeyed;
  private final LateReview lateReview;
  private final List<Signal> late = new ArrayList<>();
  private final List<Outcome> done = new ArrayList<>();
  private final List<IncidentListener> listeners = new CopyOnWriteArrayList<>();
  private final CheckpointFile checkpoints;
  private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread lane = new Thread(this::run, "marsad-rules-0");
  private final Metrics.Counter signalCount;
  private final Metrics.Counter lateCount;
  private final Metrics.Counter detectionCount;
  private final Metrics.Counter findingCount;
  private final Tally tally = new Tally();
  private final RuleBook book;
  private final List<Asset> assets;

  private volatile long position;
  private volatile @Nullable Throwable failure;
  private volatile boolean closing;
  private volatile @Nullable JournalDesk desk;
  private long nextId;
  private long acceptedId;
  private boolean changed;
  private boolean isAnew;
  private volatile History history = (_, _) -> {};
  private long clock;
  private long checkpointedAt = System.nanoTime();

  private RuleEngine(
      RulesConfig config,
      PackLoader.Loaded loaded,
      Correlator compiled,
      Schema schema,
      IncidentStore incidents,
      Metrics metrics)
      throws IOException {
    this.config = config;
    List<Pack> packs = loaded.packs();
    var all = new ArrayList<Rule.Single>();
    packs.forEach(pack -> all.addAll(pack.singles()));
    all.forEach(rule -> singles.put(rule.meta().id(), rule));
    correlator = compiled;
    Vocabulary vocabulary = Vocabulary.shipped();
    var detector = new PackDetector(packs, schema);
    signals =
        new SignalMaker(
            detector, new WordFinder(correlator.interests(), vocabulary, schema), vocabulary);
    correlator.problems().forEach(problem -> LOG.error("rule left out: {}", problem));
    buffer = new ReorderBuffer(config.lateness(), config.reorderCapacity());
    keyed = KeyedRules.of(packs);
    assembler =
        new IncidentAssembler(
            config.incidents(),
            config.incidentWindow(),
            config.openIncidents(),
            incidents,
            atWork(all, correlator.rules(), keyed.rules(), keyed.newTerms()));
    findingCount = metrics.counter("marsad_rules_findings", "Correlations that held.");
    detectionCount = metrics.counter("marsad_rules_detections", "Detections that held.");
    signalCount = metrics.counter("marsad_rules_signals", "Events that stage 1 let through.");
    lateCount = metrics.counter("marsad_rules_late", "Signals that came after the watermark.");
    live = correlator.timeline(config.quota(), finding -> found(finding, false));
    assets = AssetList.read(config.assets());
    live.assets(assets);
    liveKeyed = keyed.timeline(STATE_BYTES, TRAIL_BYTES, finding -> found(finding, false));
    lateReview = new LateReview(keyed, signals, LATE_STATE_BYTES, TRAIL_BYTES);
    metrics.gauge("marsad_rules_groups", "Groups that correlations hold.", liveKeyed::size);
    metrics.gauge("marsad_rules_state_bytes", "What they take, as estimated.", liveKeyed::used);
    metrics.gauge(
        "marsad_rules_evicted_groups", "Groups forgotten for want of room.", liveKeyed::evicted);
    book = new LiveRules(loaded, correlator, live, tally, detector);
    metrics.gauge("marsad_rules_facts", "Facts held by sessions.", live::factCount);
    metrics.gauge("marsad_rules_evicted_keys", "Keys of bursts forgotten early.", live::evicted);
    metrics.gauge("marsad_rules_packs_aside", "Packs set aside for their cost.", live::aside);
    metrics.gauge("marsad_rules_waiting", "Signals that wait for their turn.", buffer::size);
    metrics.gauge("marsad_rules_forced", "Signals handed on early.", buffer::forced);
    gauges(metrics);
    Path folder = config.checkpoint().toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    checkpoints =
        new CheckpointFile(config.checkpoint(), fingerprint(all, packs) * 31 + print(keyed));
    restore();
    position = nextId;
    acceptedId = nextId;
  }

  /**
   * Compiles the packs, takes up the last checkpoint and starts the lane. Rules that do not compile
   * are told by {@link #problems()} and left out.
   */
  public static RuleEngine open(
      RulesConfig config, List<Pack> packs, Schema schema, IncidentStore incidents, Metrics metrics)
      throws IOException {
    return open(config, new PackLoader.Loaded(packs, List.of()), schema, incidents, metrics);
  }

  /** The same, and {@link #book()} tells what was wrong with the packs when they were read. */
  public static RuleEngine open(
      RulesConfig config,
      PackLoader.Loaded loaded,
      Schema schema,
      IncidentStore incidents,
      Metrics metrics)
      throws IOException {
    Correlator compiled = Correlator.compile(loaded.packs());
    var engine = new RuleEngine(config, loaded, compiled, schema, incidents, metrics);
    engine.lane.start();
    return engine;
  }

  /**
   * The same with packs that are compiled already, and someone who is told every alert on the lane,
   * also those that open no incident: for tests, replays and comparisons.
   */
  public static RuleEngine open(
      RulesConfig config,
      List<Pack> packs,
      Correlator compiled,
      Schema schema,
      IncidentStore incidents,
      Metrics metrics,
      Consumer<Alert> alerts)
      throws IOException {
    var loaded = new PackLoader.Loaded(packs, List.of());
    var engine = new RuleEngine(config, loaded, compiled, schema, incidents, metrics);
    engine.assembler.tell(alerts);
    engine.lane.start();
    return engine;
  }

  private void gauges(Metrics metrics) {
    metrics.gauge("marsad_rules_alerts", "Alerts since the start.", assembler::alerts);
    metrics.gauge(
        "marsad_incidents_folded",
        "Alerts that went on with one that was told.",
        assembler::folded);
    metrics.gauge(
        "marsad_incidents_suppressed", "Alerts a suppression held for.", assembler::suppressed);
    metrics.gauge("marsad_incidents_stormed", "Alerts folded in a flood.", assembler::stormed);
    metrics.gauge("marsad_incidents_joined", "Alerts that joined an incident.", assembler::joined);
    metrics.gauge("marsad_incidents_opened", "Incidents that began.", assembler::opened);
    metrics.gauge("marsad_incidents_reopened", "Incidents opened again.", assembler::reopened);
    metrics.gauge("marsad_incidents_loose", "Mild alerts that belong to none.", assembler::loose);
    metrics.gauge("marsad_incidents_at_hand", "Incidents in memory.", assembler::atHand);
    metrics.gauge(
        "marsad_incidents_spilled", "Incidents left to the store alone.", assembler::spilled);
  }

  @SafeVarargs
  private static List<String> atWork(Collection<? extends Rule>... groups) {
    var rules = new ArrayList<String>();
    for (Collection<? extends Rule> group : groups) {
      group.forEach(rule -> rules.add(rule.meta().id() + "/" + rule.meta().version()));
    }
    return rules;
  }

  private static long fingerprint(List<Rule.Single> rules, List<Pack> packs) {
    long print = 17;
    for (Rule.Single rule : rules) {
      print = print * 31 + rule.meta().toString().hashCode();
      print = print * 31 + condition(rule).hashCode();
      print = print * 31 + rule.key().hashCode();
    }
    for (Pack pack : packs) {
      print = print * 31 + pack.name().hashCode();
      for (String file : pack.drl().keySet().stream().sorted().toList()) {
        print = print * 31 + file.hashCode();
        print = print * 31 + String.valueOf(pack.drl().get(file)).hashCode();
      }
    }
    return print;
  }

  private static long print(KeyedRules keyed) {
    long print = keyed.newTerms().toString().hashCode();
    for (Rule.Grouped rule : keyed.rules()) {
      print = print * 31 + rule.correlation().toString().hashCode();
    }
    return print;
  }

  private static String condition(Rule.Single rule) {
    return switch (rule) {
      case Rule.Detection detection -> detection.match().toString();
      case Rule.Sigma sigma -> sigma.rule().logSource() + " " + sigma.rule().condition();
      case Rule.Indicator indicator ->
          indicator.match() + " " + indicator.fields() + indicator.kind() + indicator.list();
    };
  }

  /** Correlations that could not be compiled. */
  public List<RuleProblem> problems() {
    return correlator.problems();
  }

  /** How many rules are at work. */
  public int ruleCount() {
    return singles.size()
        + correlator.rules().size()
        + keyed.rules().size()
        + keyed.newTerms().size();
  }

  /**
   * Where rules look up what was there before the first event they see. To be said before any event
   * is accepted; without it they know nothing of it.
   */
  public void remember(History stored) {
    history = stored;
  }

  /** The packs and rules, and how they are. */
  public RuleBook book() {
    return book;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long position() {
    return position;
  }

  /** Why no event is judged any more, if that is so. */
  public Optional<String> problem() {
    return Optional.ofNullable(failure).map(why -> "the rules have failed: " + why.getMessage());
  }

  @Override
  public void accept(EventBatch batch) throws InterruptedException {
    Work work = batch.isTick() ? new Work(batch.clock()) : judge(batch);
    do {
      Throwable failed = failure;
      if (failed != null) {
        throw new UncheckedIOException(
            new IOException("the rules have failed: " + failed.getMessage(), failed));
      }
    } while (!queue.offer(work, 100, TimeUnit.MILLISECONDS));
  }

  /** Tells this one too of incidents that change from now on. */
  public void listen(IncidentListener listener) {
    listeners.add(listener);
  }

  /**
   * Where people work on incidents: what they do is written to this log, which the engine reads.
   */
  public IncidentDesk desk(EventLog log, InstantSource now) {
    var opened = new JournalDesk(log, now, assembler::suppressions);
    desk = opened;
    return opened;
  }

  /** Stage 1. */
  private Work judge(EventBatch batch) {
    var work = new Work(batch.size(), batch.clock());
    for (int row = 0; row < batch.size(); row++) {
      long id = batch.id(row);
      if (id >= acceptedId) {
        work.add(
            id,
            Math.min(batch.timestamp(row), batch.received(row)),
            batch.received(row),
            signals.signal(batch, row));
        work.act(action(batch, row));
        acceptedId = id + 1;
      }
    }
    return work;
  }

  private static @Nullable Recorded action(EventBatch batch, int row) {
    try {
      return ActionCodec.read(batch, row);
    } catch (IOException e) {
      LOG.error("passed over event {} of the log: {}", batch.id(row), e.getMessage());
      return null;
    }
  }

  private void act(Recorded action, long row) {
    assembler
        .act(action, row, clock)
        .ifPresent(
            outcome -> {
              JournalDesk open = desk;
              if (open != null) {
                done.add(outcome);
              }
            });
  }

  private void run() {
    try {
      while (true) {
        Work work = queue.poll(100, TimeUnit.MILLISECONDS);
        if (work != null) {
          take(work);
        }
        if (closing && queue.isEmpty()) {
          checkpoint();
          return;
        }
        if (System.nanoTime() - checkpointedAt >= config.checkpointEvery().toNanos()) {
          checkpoint();
        }
      }
    } catch (InterruptedException | IOException | RuntimeException | Error e) {
      LOG.error("the rules have failed; the journal keeps what was not judged", e);
      failure = e;
    }
  }

  private void take(Work work) throws IOException {
    changed = true;
    if (isAnew && work.size > 0) {
      isAnew = false;
      new Seeding(keyed, history).seed(liveKeyed, work.ids[0], work.times[0]);
    }
    if (work.tick) {
      clock = Math.max(clock, work.clock);
      assembler.reached(nextId, clock);
      buffer.flush(this::correlate);
      liveKeyed.advance(buffer.watermark());
      advance();
      correlateLate();
    }
    for (int row = 0; row < work.size; row++) {
      clock = Math.max(clock, work.received[row]);
      assembler.reached(work.ids[row] + 1, clock);
      buffer.observe(work.times[row]);
      Signal signal = work.signals[row];
      if (signal != null) {
        take(signal);
      }
      buffer.release(this::correlate);
      liveKeyed.advance(buffer.watermark());
      advance();
      Recorded action = work.action(row);
      if (action != null) {
        act(action, work.ids[row]);
      }
      nextId = work.ids[row] + 1;
    }
    live.publish();
    assembler.store(this::tell);
    answer();
  }

  private void tell(@Nullable Incident before, Incident now) {
    for (IncidentListener listener : listeners) {
      listener.told(before, now);
    }
  }

  /** Tells who waits, now that what they did can be seen. */
  private void answer() {
    JournalDesk open = desk;
    if (open != null) {
      done.forEach(open::done);
    }
    done.clear();
  }

  /** What is not there is told when the watermark has passed, not when something comes. */
  private void advance() {
    if (buffer.watermark() > Long.MIN_VALUE) {
      live.advance(buffer.watermark());
    }
  }

  private void take(Signal signal) {
    signalCount.increment();
    if (!buffer.offer(signal)) {
      lateCount.increment();
      late.add(signal);
      if (late.size() >= config.lateCapacity()) {
        correlateLate();
      }
    }
  }

  private void correlate(Signal signal) {
    detect(signal, false);
    Signal light = signal.light();
    liveKeyed.accept(light);
    live.accept(light);
  }

  /** The late ones together, in the order of their times, as if nothing else had happened. */
  private void correlateLate() {
    if (late.isEmpty()) {
      return;
    }
    late.sort(null);
    lateReview.run(late, history, finding -> found(finding, true));
    try (Correlator.Timeline past =
        correlator.timeline(config.quota(), finding -> found(finding, true))) {
      past.assets(assets);
      for (Signal signal : late) {
        detect(signal, true);
        Signal light = signal.light();
        liveKeyed.lookForNew(light, finding -> found(finding, true));
        past.accept(light);
      }
    }
    late.clear();
  }

  private void detect(Signal signal, boolean isLate) {
    for (String id : signal.detections()) {
      Rule.Single rule = singles.get(id);
      if (rule != null && !keyed.isSilent(id)) {
        detectionCount.increment();
        tally.count(id, signal.time());
        assembler.detected(rule, signal, isLate, clock);
      }
    }
  }

  private void found(Finding finding, boolean isLate) {
    findingCount.increment();
    tally.count(finding.rule().meta().id(), finding.time());
    assembler.found(finding, isLate, clock);
  }

  private void found(KeyedFinding finding, boolean isLate) {
    findingCount.increment();
    tally.count(finding.rule().meta().id(), finding.crossing().last());
    if (!finding.isSilent()) {
      assembler.found(finding, isLate, clock);
    }
  }

  private void checkpoint() throws IOException {
    checkpointedAt = System.nanoTime();
    if (!changed) {
      return;
    }
    changed = false;
    assembler.commit();
    checkpoints.write(this::write);
    position = nextId;
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeLong(nextId);
    out.writeLong(clock);
    buffer.write(out);
    assembler.write(out);
    live.write(out);
    liveKeyed.write(out);
    out.writeInt(late.size());
    for (Signal signal : late) {
      signal.write(out);
    }
    Texts.write(out, "end");
  }

  private void restore() throws IOException {
    Optional<DataInputStream> state = checkpoints.read();
    if (state.isEmpty()) {
      isAnew = true;
      return;
    }
    DataInputStream in = state.get();
    nextId = in.readLong();
    clock = in.readLong();
    buffer.read(in);
    assembler.read(in);
    live.read(in);
    liveKeyed.read(in);
    for (int left = in.readInt(); left > 0; left--) {
      late.add(Signal.read(in));
    }
    if (!Texts.read(in).equals("end")) {
      throw new IOException("the checkpoint of the rules does not end where it should");
    }
  }

  /** Judges what was accepted, writes the state, and stops. */
  @Override
  public void close() {
    closing = true;
    try {
      queue.offer(new Work(0, 0)); // wakes the lane
      lane.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    live.close();
  }

  /** What the lane needs of a batch: the times of all rows, the signals of some. */
  private static final class Work {
    final boolean tick;
    final long clock;
    final long[] ids;
    final long[] times;
    final long[] received;
    final @Nullable Signal[] signals;
    private @Nullable Recorded @Nullable [] actions;
    int size;

    Work(int capacity, long clock) {
      this(false, capacity, clock);
    }

    Work(long clock) {
      this(true, 0, clock);
    }

    private Work(boolean tick, int capacity, long clock) {
      this.tick = tick;
      this.clock = clock;
      ids = new long[capacity];
      times = new long[capacity];
      received = new long[capacity];
      signals = new Signal[capacity];
    }

    /** The row added last is an action. */
    void act(@Nullable Recorded action) {
      if (action != null) {
        if (actions == null) {
          actions = new Recorded[ids.length];
        }
        actions[size - 1] = action;
      }
    }

    @Nullable Recorded action(int row) {
      return actions == null ? null : actions[row];
    }

    void add(long id, long time, long receivedAt, @Nullable Signal signal) {
      ids[size] = id;
      times[size] = time;
      received[size] = receivedAt;
      signals[size++] = signal;
    }
  }
}
