package org.marsad.rules.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Incident;
import org.marsad.model.incident.Level;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.Query;
import org.marsad.model.rule.ReplayReport;
import org.marsad.model.rule.ReplayReport.Compared;
import org.marsad.model.rule.ReplayReport.ReplayAlert;
import org.marsad.model.rule.ReplayReport.ReplayIncident;
import org.marsad.model.rule.ReplayReport.RuleNoise;
import org.marsad.model.rule.ReplayReport.State;
import org.marsad.model.rule.ReplayRequest;
import org.marsad.model.store.IncidentSearch;
import org.marsad.model.store.IncidentStore;
import org.marsad.model.store.SearchRequest;
import org.marsad.rules.History;
import org.marsad.rules.RuleEngine;
import org.marsad.rules.RulesConfig;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.problem.RuleProblem;

/**
 * One replay: the engine over the stored events of a range in the order of their ids, with
 * incidents in a store of its own, which goes when it ends. Runs on one thread, and reads ahead on
 * another; any thread may ask how it is or end it. What fails is told in the report.
 */
public final class StoredReplay {
  private static final int MAX_ALERTS = 10_000;
  private static final int MAX_INCIDENTS = 1_000;
  private static final int PAGE = 1_000;
  private static final long GIVE_WAY_NANOS = 2_000_000;
  private static final Duration TIMEOUT = Duration.ofDays(30);
  private static final String QUIET =
      "pauses in the log, at which late events are looked at, are not stored: what was late then"
          + " may be told in another moment";

  private final String id;
  private final ReplayRequest request;
  private final Engine engine;
  private final AtomicLong findings = new AtomicLong();
  private volatile State state = State.WAITING;
  private volatile boolean isCancelled;
  private volatile long begin;
  private volatile long nanos;
  private volatile long total;
  private final AtomicLong seen = new AtomicLong();
  private volatile long first = Long.MAX_VALUE;
  private volatile long last = Long.MIN_VALUE;
  private volatile @Nullable ReplayReport end;

  /** A replay that has not begun. */
  public StoredReplay(String id, ReplayRequest request, Engine engine) {
    this.id = id;
    this.request = request.withoutTexts();
    this.engine = engine;
  }

  public String id() {
    return id;
  }

  /** How it is. */
  public ReplayReport report() {
    ReplayReport ended = end;
    return ended == null ? report(state, "", List.of()) : ended;
  }

  /** Ends it before its time. */
  public void cancel() {
    isCancelled = true;
  }

  /** Runs it to its end. */
  public void run(ChosenRules rules) {
    if (isCancelled) {
      end = report(State.CANCELLED, "", List.of());
      return;
    }
    begin = System.nanoTime();
    state = State.RUNNING;
    try {
      end = replay(rules);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end = report(State.CANCELLED, "", List.of());
    } catch (IOException | RuntimeException e) {
      end = report(State.FAILED, String.valueOf(e.getMessage()), List.of());
    }
  }

  /** It ends without having begun. */
  void fail(String why) {
    end = report(State.FAILED, why, List.of());
  }

  private ReplayReport replay(ChosenRules rules) throws IOException, InterruptedException {
    Correlator compiled = Correlator.compile(rules.packs());
    Set<String> told = rules.told(compiled);
    Path folder = Files.createTempDirectory(engine.folder, "replay-");
    try (IncidentStore incidents = engine.opener.open(folder.resolve("incidents"))) {
      RulesConfig config = engine.config.beside(folder.resolve("checkpoint"));
      var search =
          new SearchRequest(
              request.query(), request.earliest(), request.latest(), 0, null, TIMEOUT);
      total = engine.counter.count(search);
      RuleEngine running =
          RuleEngine.open(
              config,
              rules.packs(),
              compiled,
              engine.schema,
              incidents,
              new Metrics(),
              alert -> {
                if (told.contains(alert.ruleId())) {
                  findings.incrementAndGet();
                }
              });
      try {
        running.remember(engine.history);
        ReadAhead.scan(engine.history, search, batch -> take(batch, running));
        if (seen.get() > 0 && !isCancelled) {
          running.accept(EventBatch.builder(engine.schema).tick(last).build());
        }
      } finally {
        running.close();
      }
      running
          .problem()
          .ifPresent(
              why -> {
                throw new IllegalStateException(why);
              });
      nanos = System.nanoTime() - begin;
      var problems = new ArrayList<>(rules.leftOut());
      problems.addAll(compiled.problems());
      return tell(told, problems, incidents);
    } finally {
      Folders.delete(folder);
    }
  }

  private boolean take(EventBatch batch, RuleEngine running) throws IOException {
    giveWay();
    if (isCancelled) {
      return false;
    }
    try {
      running.accept(batch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      isCancelled = true;
      throw new IOException("interrupted", e);
    }
    long earliest = first;
    long latest = last;
    for (int row = 0; row < batch.size(); row++) {
      earliest = Math.min(earliest, batch.timestamp(row));
      latest = Math.max(latest, batch.timestamp(row));
    }
    first = earliest;
    last = latest;
    seen.addAndGet(batch.size());
    nanos = System.nanoTime() - begin;
    return !isCancelled;
  }

  /** Lets those go first who have more to do than they can. */
  private void giveWay() {
    for (int tries = 0; tries < 50 && engine.isBusy.getAsBoolean() && !isCancelled; tries++) {
      LockSupport.parkNanos(GIVE_WAY_NANOS);
    }
  }

  private ReplayReport tell(Set<String> told, List<RuleProblem> problems, IncidentStore incidents)
      throws IOException {
    var notes = new ArrayList<String>();
    notes.add(QUIET);
    problems.forEach(problem -> notes.add("left out: " + problem));
    AlertsInRange raised = null;
    IncidentStore live = engine.raised;
    if (live != null && request.isOfAll() && !isCancelled) {
      raised = AlertsInRange.read(live, told, request.earliest(), request.latest());
      if (raised.isCut()) {
        notes.add(
            "more than " + AlertsInRange.MAX_ALERTS + " were raised: the oldest are left out");
      }
    } else if (live != null) {
      notes.add("not compared with what was raised, since not all events were looked at");
    }
    var alerts = new ArrayList<ReplayAlert>();
    Map<String, RuleNoise> noise = new HashMap<>();
    long count = 0;
    IncidentSearch search =
        new IncidentSearch(new Query.All(), IncidentSearch.Order.FIRST, false, PAGE, null);
    IncidentSearch.Cursor after = null;
    do {
      IncidentStore.Page<Alert> page = incidents.alerts(search.behind(after));
      for (Alert alert : page.items()) {
        if (!told.contains(alert.ruleId())) {
          continue;
        }
        count++;
        Boolean wasRaised = raised == null ? null : raised.meet(alert);
        noise.merge(
            alert.ruleId(),
            new RuleNoise(alert.ruleId(), alert.title(), alert.level(), 1, null),
            (a, b) -> new RuleNoise(a.rule(), a.title(), a.level(), a.alerts() + 1, null));
        if (alerts.size() < MAX_ALERTS) {
          alerts.add(row(alert, wasRaised));
        }
      }
      after = page.next();
    } while (after != null);
    if (count > alerts.size()) {
      notes.add("%,d alerts are counted and not listed".formatted(count - alerts.size()));
    }
    if (raised != null) {
      raised
          .gone()
          .forEach(
              (rule, title) ->
                  noise.putIfAbsent(
                      rule, new RuleNoise(rule, title, Level.INFORMATIONAL, 0, null)));
    }
    IncidentStore.Page<Incident> worst =
        incidents.incidents(
            new IncidentSearch(
                new Query.All(), IncidentSearch.Order.SEVERITY, true, MAX_INCIDENTS, null));
    return new ReplayReport(
        id,
        request,
        isCancelled ? State.CANCELLED : State.DONE,
        "",
        Math.max(total, seen.get()),
        seen.get(),
        first,
        last,
        nanos,
        findings.get(),
        count,
        worst.total(),
        sorted(noise, raised),
        alerts,
        worst.items().stream().map(StoredReplay::row).toList(),
        raised == null ? null : raised.compared(),
        notes);
  }

  private static List<RuleNoise> sorted(
      Map<String, RuleNoise> noise, @Nullable AlertsInRange raised) {
    var rules = new ArrayList<RuleNoise>();
    for (RuleNoise each : noise.values()) {
      Compared compared = raised == null ? null : raised.compared(each.rule());
      rules.add(new RuleNoise(each.rule(), each.title(), each.level(), each.alerts(), compared));
    }
    rules.sort(
        Comparator.comparingLong(RuleNoise::alerts).reversed().thenComparing(RuleNoise::rule));
    return rules;
  }

  private static ReplayAlert row(Alert alert, @Nullable Boolean wasRaised) {
    return new ReplayAlert(
        alert.id(),
        alert.ruleId(),
        alert.title(),
        alert.level(),
        alert.key().stream().map(each -> each.field() + "=" + each.value()).toList(),
        alert.first(),
        alert.last(),
        alert.evidence().getFirst().event().value(),
        alert.evidence().getLast().event().value(),
        alert.evidenceTotal(),
        alert.reason(),
        alert.incident(),
        wasRaised);
  }

  private static ReplayIncident row(Incident incident) {
    return new ReplayIncident(
        incident.id(),
        incident.title(),
        incident.level(),
        incident.alerts(),
        incident.first(),
        incident.last());
  }

  private ReplayReport report(State now, String problem, List<String> notes) {
    return new ReplayReport(
        id,
        request,
        now,
        problem,
        Math.max(total, seen.get()),
        seen.get(),
        first,
        last,
        nanos,
        findings.get(),
        0,
        0,
        List.of(),
        List.of(),
        List.of(),
        null,
        notes);
  }

  /**
   * What replays run on.
   *
   * @param config the settings of the engine at work
   * @param schema of the stored events
   * @param history the stored events
   * @param counter how many events there are
   * @param opener makes stores for the incidents of a replay
   * @param raised what was raised in life; null if nobody knows
   * @param folder where the state of a replay is kept while it runs
   * @param isBusy whether those at work have more to do than they can, so that replays wait
   */
  public record Engine(
      RulesConfig config,
      Schema schema,
      History history,
      Counter counter,
      StoreOpener opener,
      @Nullable IncidentStore raised,
      Path folder,
      BooleanSupplier isBusy) {}

  /** Opens a store for incidents. */
  @FunctionalInterface
  public interface StoreOpener {
    /** In a folder that does not exist yet. */
    IncidentStore open(Path folder) throws IOException;
  }

  /** Counts events. */
  @FunctionalInterface
  public interface Counter {
    /** About how many events a search would find. */
    long count(SearchRequest request) throws IOException;
  }
}
