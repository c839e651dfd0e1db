package org.marsad.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
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
import org.marsad.rules.clock.SourceGroups;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.detect.SignalMaker;
import org.marsad.rules.incident.ActionCodec;
import org.marsad.rules.incident.IncidentAssembler;
import org.marsad.rules.incident.JournalDesk;
import org.marsad.rules.incident.Recorded;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.problem.RuleProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The face of this module. Stage 1 runs on the caller's thread; what it lets through, and the times
 * of all events, go to the one lane {@code marsad-rules-0}, where {@link LiveCourse} orders and
 * correlates it together with other threads, and alerts become incidents.
 *
 * <p>Packs can be exchanged while it runs: the next {@link Edition} is compiled on the thread that
 * asks, and takes over between two batches; the checkpoint that is written then begins with the
 * first event it judged.
 *
 * <p>From time to time the state is frozen, and kept together with the incidents by a {@link
 * Keeper} while the lane goes on. A restart goes on from there.
 */
public final class RuleEngine implements EventConsumer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuleEngine.class);
  private static final String NAME = "rules";
  private static final int QUEUE = 16;
  private static final long STORE_EVERY = TimeUnit.MILLISECONDS.toNanos(100);

  /** The lane may stand still for checkpoints one part in so many of its time. */
  private static final long PAUSE_SHARE = 100;

  private final RulesConfig config;
  private final Schema schema;
  private final IncidentAssembler assembler;
  private final LiveCourse course;
  private final SourceGroups groups;
  private final List<Outcome> done = new ArrayList<>();
  private final List<IncidentListener> listeners = new CopyOnWriteArrayList<>();
  private final Keeper keeper;
  private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread lane = new Thread(this::run, "marsad-rules-0");
  private final RuleBook book;
  private final Metrics.Counter reloads;
  private final Metrics.Counter refusals;

  /** Held while a batch is judged and put into the queue, and while editions change. */
  private final ReentrantLock intake = new ReentrantLock();

  private final ReentrantLock renewing = new ReentrantLock();
  private volatile Edition edition;
  private volatile long position;
  private volatile @Nullable Throwable failure;
  private volatile boolean closing;
  private volatile boolean abandoned;
  private volatile @Nullable JournalDesk desk;
  private long acceptedId;
  private boolean changed;
  private boolean isStored = true;
  private long storedAt = System.nanoTime();
  private long checkpointedAt = System.nanoTime();
  private volatile long pause;
  private CompletableFuture<Long> kept = CompletableFuture.completedFuture(0L);
  private final String recovery;

  private RuleEngine(
      RulesConfig config,
      PackLoader.Loaded loaded,
      Correlator compiled,
      Schema schema,
      IncidentStore incidents,
      Metrics metrics,
      boolean isLive)
      throws IOException {
    this.config = config;
    this.schema = schema;
    edition = Edition.of(loaded, compiled, schema);
    compiled.problems().forEach(problem -> LOG.error("rule left out: {}", problem));
    assembler =
        new IncidentAssembler(
            config.incidents(),
            config.incidentWindow(),
            config.openIncidents(),
            incidents,
            edition.atWork());
    var tally = new Tally();
    groups = new SourceGroups(config.sources(), config.lateness());
    course = new LiveCourse(config, edition, assembler, tally, metrics, isLive);
    book = new LiveRules(course, tally, assembler::suppressedOf);
    gauges(metrics);
    reloads = metrics.counter("marsad_rules_reloads", "Packs exchanged.", "outcome", "good");
    refusals = metrics.counter("marsad_rules_reloads", "Packs exchanged.", "outcome", "refused");
    Path folder = config.checkpoint().toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    var file = new CheckpointFile(config.checkpoint());
    recovery = recovery(file.read(assembler.mark(), course::read));
    keeper = new Keeper(file);
    gauges(metrics, file);
    position = course.nextId();
    acceptedId = position;
  }

  private static String recovery(String problem) {
    if (problem.isEmpty()) {
      return "";
    }
    String told =
        problem + "; the rules begin anew with what the journal has, and tell nothing twice";
    LOG.warn("{}", told);
    return told;
  }

  /**
   * Compiles the packs, takes up the last checkpoint and starts the lane. Rules that do not compile
   * are told by {@link #problems()} and left out.
   */
  public static RuleEngine open(
      RulesConfig config, List<Pack> packs, Schema schema, IncidentStore incidents, Metrics metrics)
      throws IOException {
    return open(config, PackLoader.Loaded.of(packs), schema, incidents, metrics);
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
    var engine = new RuleEngine(config, loaded, compiled, schema, incidents, metrics, true);
    engine.lane.start();
    return engine;
  }

  /**
   * The same with packs that are compiled already, and someone who is told every alert on the lane,
   * also those that open no incident: for tests, replays and comparisons, so late events are looked
   * at on the lane, which makes every run tell the same in the same order.
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
    var loaded = PackLoader.Loaded.of(packs);
    var engine = new RuleEngine(config, loaded, compiled, schema, incidents, metrics, false);
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
    metrics.gauge(
        "marsad_incidents_disproved",
        "Alerts of something missing that late events disproved.",
        assembler::disproved);
    metrics.gauge("marsad_incidents_joined", "Alerts that joined an incident.", assembler::joined);
    metrics.gauge("marsad_incidents_opened", "Incidents that began.", assembler::opened);
    metrics.gauge("marsad_incidents_reopened", "Incidents opened again.", assembler::reopened);
    metrics.gauge("marsad_incidents_loose", "Mild alerts that belong to none.", assembler::loose);
    metrics.gauge(
        "marsad_incidents_forgotten",
        "Closed incidents that retention let go.",
        assembler::forgotten);
    metrics.gauge(
        "marsad_incidents_unweighed",
        "Incidents and mild alerts not weighed, since an alert shared something with more than"
            + " 256.",
        assembler::unweighed);
    metrics.gauge(
        "marsad_incidents_loose_forgotten",
        "Mild alerts that no incident takes in any more, since there were over 10,000.",
        assembler::tooLoose);
    metrics.gauge(
        "marsad_incidents_entities_forgotten",
        "Entities forgotten, since an incident had over 5,000.",
        assembler::entitiesForgotten);
    metrics.gauge("marsad_incidents_at_hand", "Incidents in memory.", assembler::atHand);
    metrics.gauge(
        "marsad_incidents_spilled", "Incidents left to the store alone.", assembler::spilled);
  }

  private void gauges(Metrics metrics, CheckpointFile file) {
    metrics.gauge(
        "marsad_rules_checkpoint_pause_seconds",
        "How long the rules stood still for the last checkpoint.",
        () -> pause / 1e9);
    metrics.gauge(
        "marsad_rules_checkpoint_seconds",
        "How long it took to make the last checkpoint durable, beside the rules.",
        keeper::seconds);
    metrics.gauge("marsad_rules_checkpoint_bytes", "Size of the last checkpoint.", file::size);
  }

  /**
   * What was wrong with the checkpoint or the incidents that belong to it at the start; empty if
   * nothing was.
   */
  public Optional<String> recovery() {
    return recovery.isEmpty() ? Optional.empty() : Optional.of(recovery);
  }

  /** Correlations that could not be compiled. */
  public List<RuleProblem> problems() {
    return edition.correlator().problems();
  }

  /** The packs at work. */
  public List<Pack> packs() {
    return edition.loaded().packs();
  }

  /** How many rules are at work. */
  public int ruleCount() {
    return edition.size();
  }

  /**
   * Where rules look up what was there before the first event they see. To be said before any event
   * is accepted; without it they know nothing of it.
   */
  public void remember(History stored) {
    course.remember(stored);
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
    intake.lockInterruptibly();
    try {
      Work work = batch.isTick() ? Work.tick(batch.clock()) : judge(batch);
      put(() -> take(work));
    } finally {
      intake.unlock();
    }
  }

  private void put(Task task) throws InterruptedException {
    do {
      Throwable failed = failure;
      if (failed != null) {
        throw new UncheckedIOException(
            new IOException("the rules have failed: " + failed.getMessage(), failed));
      }
    } while (!queue.offer(task, 100, TimeUnit.MILLISECONDS));
  }

  /**
   * Goes on with packs that were read again. Compiles on the thread that asks; events are judged by
   * the rules as they were until the new ones take over, between two batches. Answers when that is
   * done and the checkpoint that begins there is written.
   *
   * @throws IllegalStateException if the engine has failed or is closed
   */
  public PackChange reload(PackLoader.Loaded read) throws InterruptedException {
    renewing.lockInterruptibly();
    try {
      Edition before = edition;
      var renewal = new Renewal(before, read);
      Edition next = renewal.edition(schema);
      if (next == before) {
        return changed(Renewal.change(before, before, renewal.refused(), -1));
      }
      var known = new HashSet<>(before.loaded().warnings());
      for (RuleProblem warning : next.loaded().warnings()) {
        if (!known.contains(warning)) {
          LOG.warn("rule likely not meant so: {}", warning);
        }
      }
      var swapped = new CompletableFuture<Long>();
      intake.lockInterruptibly();
      try {
        edition = next;
        put(() -> swap(next, swapped));
      } finally {
        intake.unlock();
      }
      return changed(Renewal.change(before, next, renewal.refused(), await(swapped)));
    } finally {
      renewing.unlock();
    }
  }

  private PackChange changed(PackChange change) {
    course.refused(change.refused());
    change
        .refused()
        .forEach(problem -> LOG.error("pack refused, it goes on as it was: {}", problem));
    if (!change.refused().isEmpty()) {
      refusals.increment();
    }
    if (!change.isNothing()) {
      reloads.increment();
      LOG.info(
          "packs exchanged at event {}: added {}, changed {}, removed {}",
          change.position(),
          change.added(),
          change.changed(),
          change.removed());
    }
    return change;
  }

  private long await(CompletableFuture<Long> swapped) throws InterruptedException {
    while (true) {
      try {
        return swapped.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (!lane.isAlive()) {
          throw new IllegalStateException("the rules are not running");
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("the rules have failed", e.getCause());
      }
    }
  }

  /**
   * The state of before is kept first, so that a crash from then on is the same as one behind the
   * exchange: the new rules begin at this place.
   */
  private void swap(Edition next, CompletableFuture<Long> swapped) throws IOException {
    keep();
    course.swap(next);
    keep()
        .whenComplete(
            (place, why) -> {
              if (why == null) {
                swapped.complete(place);
              } else {
                swapped.completeExceptionally(why);
              }
            });
  }

  /** Tells this one too of incidents that change from now on. */
  public void listen(IncidentListener listener) {
    listeners.add(listener);
  }

  /** Tells this one of closed incidents that retention lets go. */
  public void tellForgotten(Consumer<Incident> told) {
    assembler.tellForgotten(told);
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
    SignalMaker signals = edition.signals();
    Work work = Work.of(batch.size(), batch.clock());
    for (int row = 0; row < batch.size(); row++) {
      long id = batch.id(row);
      if (id >= acceptedId) {
        work.add(
            id,
            Math.min(batch.timestamp(row), batch.received(row)),
            batch.received(row),
            groups.of(batch.origin(row)),
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
        .act(action, row, course.clock())
        .ifPresent(
            outcome -> {
              if (desk != null) {
                done.add(outcome);
              }
            });
  }

  private void run() {
    try {
      while (!abandoned) {
        Task task = queue.poll(isStored ? 100 : 10, TimeUnit.MILLISECONDS);
        if (task != null) {
          task.run();
        } else if (!isStored) {
          store();
        }
        if (course.lookAtLate()) {
          isStored = false;
          changed = true;
        }
        if (closing && queue.isEmpty()) {
          changed |= course.awaitLate();
          Keeper.await(changed ? keep() : kept);
          return;
        }
        checkpoint();
      }
    } catch (InterruptedException | IOException | RuntimeException | Error e) {
      LOG.error("the rules have failed; the journal keeps what was not judged", e);
      failure = e;
    }
  }

  private void take(Work work) throws IOException {
    changed = true;
    course.take(work, this::act);
    isStored = false;
    if (!done.isEmpty() || System.nanoTime() - storedAt >= STORE_EVERY) {
      store();
    }
  }

  /**
   * Puts what has changed into the store. Not after every batch where many come: an incident that
   * grows is put once for all of them.
   */
  private void store() throws IOException {
    assembler.store(this::tell);
    answer();
    isStored = true;
    storedAt = System.nanoTime();
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

  /** Now and then; later where freezing the state takes long, so that incidents do not wait. */
  private void checkpoint() throws IOException {
    keeper.check();
    long since = System.nanoTime() - checkpointedAt;
    if (since < Math.max(config.checkpointEvery().toNanos(), pause * PAUSE_SHARE)) {
      return;
    }
    if (changed && keeper.isIdle()) {
      keep();
    }
  }

  /** Freezes the state, to be kept; the place in the log where it goes on, once it is. */
  private CompletableFuture<Long> keep() throws IOException {
    long begin = System.nanoTime();
    store();
    IncidentStore.Cut incidents = assembler.cut();
    kept =
        keeper
            .keep(course.freeze(), Objects.requireNonNull(assembler.mark()), incidents)
            .thenApply(
                place -> {
                  position = place;
                  return place;
                });
    changed = false;
    checkpointedAt = System.nanoTime();
    pause = checkpointedAt - begin;
    return kept;
  }

  /** Waits until everything that was accepted is judged: for tests. */
  void awaitIdle() throws InterruptedException {
    var reached = new CompletableFuture<Long>();
    put(() -> reached.complete(course.nextId()));
    await(reached);
  }

  /** Stops at once, without a checkpoint, as if the process had been killed: for tests. */
  void abandon() {
    abandoned = true;
    join();
  }

  /** Judges what was accepted, writes the state, and stops. */
  @Override
  public void close() {
    closing = true;
    join();
  }

  private void join() {
    try {
      queue.offer(() -> {}); // wakes the lane
      lane.join();
      keeper.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    course.close();
  }

  /** What the lane does next. */
  @FunctionalInterface
  private interface Task {
    void run() throws IOException;
  }
}
