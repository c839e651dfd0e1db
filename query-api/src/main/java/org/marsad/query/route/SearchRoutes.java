package org.marsad.query.route;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.RegexCompiler;
import org.marsad.model.store.EventStore;
import org.marsad.model.store.IncidentStore;
import org.marsad.query.QueryApiConfig;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.Role;
import org.marsad.query.auth.TokenStore;
import org.marsad.query.shelf.KeptQuestions;
import org.marsad.query.shelf.QuestionWriter;
import org.marsad.query.shelf.Shelf;

/**
 * Everything under {@code search}, {@code query}, {@code fields}, {@code events}, {@code lookups}
 * and {@code searches}.
 */
public final class SearchRoutes implements Closeable {
  /** How long questions that nobody asked may go on, with all that they wait for. */
  public static final Duration LONGEST_WARM_UP = Duration.ofMinutes(20);

  /** Who asks where nobody does. */
  public static final String OURSELVES = "marsad";

  /** How often what people ask is written down: what a crash may forget of it. */
  private static final Duration WRITE_QUESTIONS_EVERY = Duration.ofMinutes(1);

  private final SearchRoute search;
  private final SearchExportRoute export;
  private final FieldsRoute fields;
  private final ExplainRoute explain;
  private final SearchJobs running;
  private final JobsRoute jobs;
  private final JobsRoute results;
  private final EventsRoute event;
  private final EventsRoute surrounding;
  private final OpenApiRoute openApi;
  private final LookupsRoute lookups;
  private final SavedRoute saved;
  private final QuestionWriter questionWriter;
  private final Warmup warmup;

  /**
   * The routes over these stores.
   *
   * @param schema the names of fields that events have
   * @param end the id that the next event will have
   */
  public SearchRoutes(
      QueryApiConfig config,
      EventStore store,
      IncidentStore incidents,
      Schema schema,
      LongSupplier end,
      Shelf shelf,
      Metrics metrics,
      AuditLog audit,
      RegexCompiler regexes,
      InstantSource clock)
      throws IOException {
    var asking =
        new Asking(
            store,
            new Reach(store, incidents, shelf.tables()),
            shelf.searches(),
            schema,
            regexes,
            config,
            clock);
    KeptQuestions questions = shelf.questions();
    search = new SearchRoute(asking, end, config, questions);
    export = new SearchExportRoute(asking, config.exports(), audit);
    fields = new FieldsRoute(asking, config);
    explain = new ExplainRoute(asking, config);
    metrics.gauge("marsad_search_exports", "Exports of searches that run.", export::running);
    running = SearchJobs.open(asking, config.jobs(), shelf.jobs(), clock, metrics);
    jobs = new JobsRoute(running, asking, config.jobs(), false);
    results = new JobsRoute(running, asking, config.jobs(), true);
    event = new EventsRoute(asking, false);
    surrounding = new EventsRoute(asking, true);
    openApi = new OpenApiRoute();
    lookups = new LookupsRoute(shelf.tables(), audit);
    saved = new SavedRoute(shelf.searches(), regexes, clock, audit);
    warmup = new Warmup(search, store::count, questions.list());
    questionWriter = QuestionWriter.start(questions, WRITE_QUESTIONS_EVERY);
  }

  /** Binds the routes behind the door of their roles. */
  public void bind(
      ServerBuilder server, String prefix, BiFunction<Role, HttpService, HttpService> guard) {
    server
        .route()
        .get(prefix + "search")
        .post(prefix + "search")
        .build(guard.apply(Role.READER, search));
    server
        .route()
        .get(prefix + "search/export")
        .post(prefix + "search/export")
        .build(guard.apply(Role.READER, export));
    server.route().get(prefix + "fields").build(guard.apply(Role.READER, fields));
    server
        .route()
        .get(prefix + "query/explain")
        .post(prefix + "query/explain")
        .build(guard.apply(Role.READER, explain));
    HttpService reader = guard.apply(Role.READER, jobs);
    server.route().get(prefix + "search/jobs").post(prefix + "search/jobs").build(reader);
    server
        .route()
        .get(prefix + "search/jobs/{id}")
        .delete(prefix + "search/jobs/{id}")
        .build(reader);
    server
        .route()
        .get(prefix + "search/jobs/{id}/results")
        .build(guard.apply(Role.READER, results));
    server.route().get(prefix + "events/{id}").build(guard.apply(Role.READER, event));
    server
        .route()
        .get(prefix + "events/{id}/surrounding")
        .build(guard.apply(Role.READER, surrounding));
    server.route().get(prefix + "openapi.json").build(guard.apply(Role.READER, openApi));
    kept(server, prefix + "lookups", lookups, guard);
    kept(server, prefix + "searches", saved, guard);
  }

  /** What readers may see and analysts may change. */
  private static void kept(
      ServerBuilder server,
      String path,
      HttpService service,
      BiFunction<Role, HttpService, HttpService> guard) {
    HttpService read = guard.apply(Role.READER, service);
    server.route().get(path).build(read);
    server.route().get(path + "/{name}").build(read);
    HttpService change = guard.apply(Role.ANALYST, service);
    server.route().put(path + "/{name}").build(change);
    server.route().delete(path + "/{name}").build(change);
  }

  /** Begins to ask what people ask, so that the first of them does not wait for it. */
  public void warmUp() {
    warmup.start();
  }

  /**
   * From now on the port is open, and what is asked may come over it.
   *
   * @param token may search; given back when nothing more is asked
   */
  public void opened(URI port, TokenStore.Lent token) {
    warmup.opened(port, token);
  }

  /** Ends the searches that run by themselves, and writes down what was asked. */
  @Override
  public void close() {
    warmup.close();
    running.close();
    questionWriter.close();
  }
}
