package org.marsad.query.route;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.expr.Env;
import org.marsad.model.expr.Value;
import org.marsad.model.incident.Incident;
import org.marsad.model.lookup.LookupTable;
import org.marsad.model.pipe.Limits;
import org.marsad.model.pipe.Neighbours;
import org.marsad.model.pipe.Pipeline;
import org.marsad.model.pipe.PushDown;
import org.marsad.model.pipe.Row;
import org.marsad.model.pipe.Run;
import org.marsad.model.pipe.Stage;
import org.marsad.model.pipe.Surroundings;
import org.marsad.model.query.Query;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.SearchRequest;

/**
 * Runs a search with commands over a store: events are pushed through the stages as they are found,
 * newest first where the order counts. Ends early when no stage wants more, when time is over, and
 * when the asker has gone. One thread.
 */
final class PipeSearch {
  private static final Stage NOWHERE =
      new Stage() {
        @Override
        public boolean row(Row row) {
          return false;
        }

        @Override
        public void end() {
          // nothing was kept
        }
      };

  /** Answers about incidents that are kept for rows with the same entities. */
  private static final int MAX_KNOWN = 5_000;

  private final EventStore store;
  private final Reach reach;
  private final Pipeline pipeline;
  private final SearchRequest request;
  private final Run run;
  private final BooleanSupplier gone;
  private final long begin = System.nanoTime();
  private final List<Row> rows = new ArrayList<>();
  private Stage last = new Collecting();
  private Watch watch = _ -> {};
  private Runnable atEnd = () -> {};
  private boolean more;
  private volatile boolean late;
  private long events;

  /**
   * A search that has not begun.
   *
   * @param request its range of time, the most rows of the answer, and its time-out
   * @param limits what its commands may keep
   * @param reach what its commands reach besides events
   * @param gone whether nobody waits for the answer any more
   */
  PipeSearch(
      EventStore store,
      Pipeline pipeline,
      SearchRequest request,
      Instant now,
      ZoneId zone,
      RegexCompiler regexes,
      Limits limits,
      Reach reach,
      BooleanSupplier gone) {
    this.store = store;
    this.reach = reach;
    this.pipeline = pipeline;
    this.request = request;
    this.gone = gone;
    run =
        new Run(new Env(now, zone, regexes), limits, new Beside(), this::isOver)
            .between(request.earliest(), request.latest());
  }

  /** Is told now and then how far a search has come. */
  @FunctionalInterface
  interface Watch {
    /** The time of the event looked at last; those before were newer where the order counts. */
    void at(long time);
  }

  /** Pushes rows into a stage instead of keeping them for an answer; before it runs. */
  PipeSearch into(Stage other) {
    last = other;
    return this;
  }

  /** Tells somebody how far it is; before it runs. */
  PipeSearch watch(Watch other) {
    watch = other;
    return this;
  }

  /** Does something when it is done, while warnings can still be told; before it runs. */
  PipeSearch atEnd(Runnable other) {
    atEnd = other;
    return this;
  }

  /**
   * Tries whether its commands can run.
   *
   * @throws org.marsad.model.store.QueryRefusedException if not, with the reason
   */
  void check() {
    pipeline.open(NOWHERE, run);
  }

  private boolean seen(EventBatch batch) {
    if (batch.size() > 0) {
      watch.at(batch.timestamp(batch.size() - 1));
    }
    return true;
  }

  /** Runs it. */
  void run() throws IOException {
    List<Stage> stages = pipeline.stages(last, run);
    Stage first = stages.getFirst();
    EventStore.ScanVisitor events = events(first);
    PushDown push = PushDown.of(pipeline, run);
    boolean pushed = push != null && push.run(store::aggregate, request, run, stages, events);
    if (!pushed) {
      store.stream(request, pipeline.isOrdered(), events);
    }
    // A store that gave up for lack of time says nothing here: the clock does.
    isOver();
    if (late) {
      run.partial(
          "the time of "
              + request.timeout().toMillis()
              + " ms was over "
              + (pushed ? "before all events were counted" : "after " + events + " events")
              + " (limit timeout)");
    }
    first.end();
    atEnd.run();
  }

  /** Pushes events into a stage. */
  private EventStore.ScanVisitor events(Stage first) {
    return new EventStore.ScanVisitor() {
      @Override
      public boolean visit(EventBatch batch) {
        return push(batch, first) && seen(batch);
      }

      @Override
      public boolean isStopped() {
        return isOver();
      }
    };
  }

  private boolean push(EventBatch batch, Stage first) {
    for (int row = 0; row < batch.size(); row++) {
      if (isOver()) {
        return false;
      }
      events++;
      if (!first.row(new Row(batch.event(row)))) {
        return false;
      }
    }
    return true;
  }

  /** Whether to stop; for any thread. */
  private boolean isOver() {
    if (!late && System.nanoTime() - begin >= request.timeout().toNanos()) {
      late = true;
    }
    return late || gone.getAsBoolean();
  }

  /** Searches in brackets: over the same store and range, until the same time-out; and the rest. */
  private final class Beside implements Surroundings {
    private final Map<String, List<Incident>> known =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, List<Incident>> eldest) {
            return size() > MAX_KNOWN;
          }
        };

    @Override
    public void search(Pipeline other, Run shared, Stage into) throws IOException {
      Stage first = other.open(into, shared);
      TimeRange range = new TimeRange(request.earliest(), request.latest()).within(other.search());
      var asked =
          new SearchRequest(
              other.search(), range.earliest(), range.latest(), 0, null, request.timeout());
      store.stream(asked, other.isOrdered(), events(first));
      first.end();
    }

    @Override
    public @Nullable LookupTable table(String name) throws IOException {
      return reach.tables().table(name);
    }

    @Override
    public List<String> tables() {
      try {
        return reach.tables().names();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Neighbours around(Event event, int before, int after, String by) throws IOException {
      return reach.neighbourhood().around(event, before, after, by, request.timeout());
    }

    @Override
    public List<Map<String, Value>> incidents(Row row, List<String> fields) throws IOException {
      return reach.incidents(row, fields, known);
    }

    @Override
    public void incidents(Query query, Run shared, Stage into) throws IOException {
      reach.incidents(query, shared, into);
    }
  }

  private final class Collecting implements Stage {
    @Override
    public boolean row(Row row) {
      if (rows.size() >= request.size()) {
        more = true;
        return false;
      }
      if (!run.keep(row.weight(), "the answer")) {
        return false;
      }
      rows.add(row.kept());
      return true;
    }

    @Override
    public void end() {
      if (more) {
        run.warn("only the first " + rows.size() + " rows are given; ask for more with size");
      }
    }
  }

  Pipeline pipeline() {
    return pipeline;
  }

  SearchRequest request() {
    return request;
  }

  Run about() {
    return run;
  }

  List<Row> rows() {
    return rows;
  }

  /** Whether there are rows behind the last one of the answer. */
  boolean hasMore() {
    return more;
  }

  /** How many events were looked at. */
  long events() {
    return events;
  }

  long millis() {
    return (System.nanoTime() - begin) / 1_000_000;
  }

  /** The columns of a table, null for events. */
  @Nullable List<String> columns() {
    if (!pipeline.isTable()) {
      return null;
    }
    List<String> known = pipeline.columns();
    if (known != null) {
      return known;
    }
    var seen = new LinkedHashSet<String>();
    rows.forEach(row -> seen.addAll(row.names()));
    return new ArrayList<>(seen);
  }
}
