package org.marsad.server;

import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.marsad.collector.Collector;
import org.marsad.collector.Renewed;
import org.marsad.collector.journal.LocalEventLog;
import org.marsad.index.LuceneEventStore;
import org.marsad.index.incidents.LuceneIncidentStore;
import org.marsad.index.shard.Forgotten;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.query.RegexCompiler;
import org.marsad.query.Health;
import org.marsad.query.PackReloading;
import org.marsad.query.QueryApi;
import org.marsad.query.Reloading;
import org.marsad.query.auth.AuditLog;
import org.marsad.query.auth.TokenStore;
import org.marsad.query.feed.IncidentFeed;
import org.marsad.query.feed.IncidentStreamRoute;
import org.marsad.query.feed.Webhooks;
import org.marsad.query.route.IncidentRoutes;
import org.marsad.query.route.RuleRoutes;
import org.marsad.query.route.SearchRoutes;
import org.marsad.query.route.ServerRoutes;
import org.marsad.query.shelf.Shelf;
import org.marsad.query.tail.LiveTail;
import org.marsad.query.tail.TailRoute;
import org.marsad.rules.History;
import org.marsad.rules.RuleEngine;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.PackNeeds;
import org.marsad.rules.pack.SampleLog;
import org.marsad.rules.replay.ReplayDesk;
import org.marsad.rules.replay.StoredReplay;
import org.marsad.server.keep.Sealer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The house, built from the bottom up in {@link #open} and {@link #start}, taken down from the top
 * in {@link #close}: ports first, then what was taken in is handed on and made durable, the journal
 * last. Opened, started and closed by one thread.
 */
public final class Server implements Closeable {
  /** The file in the data folder that says where the API of the running server is. */
  public static final String URL_FILE = "server.url";

  /** The file in the data folder with the clear text of the first token. */
  public static final String ADMIN_TOKEN_FILE = TokenStore.ADMIN_FILE;

  /** The journal's folder in the data folder. */
  public static final String JOURNAL_FOLDER = "journal";

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration DRAIN = Duration.ofSeconds(3);

  /** So many events that wait for the index and the rules make replays wait. */
  private static final int BUSY_BACKLOG = 5_000;

  private final long begin = System.nanoTime();
  private final ServerConfig config;
  private final Metrics metrics = new Metrics();
  private final Schema schema = new Schema();
  private final InstantSource clock = InstantSource.system();
  private final TokenStore tokens;
  private final Shelf shelf;
  private final LocalEventLog log;
  private final Audit audit;
  private final LuceneEventStore store;
  private final LuceneIncidentStore incidents;
  private final RuleEngine rules;
  private final LiveTail tail = new LiveTail(metrics);
  private final IncidentFeed feed = new IncidentFeed();
  private final Webhooks webhooks;
  private final RegexCompiler regexes = new Re2();
  private final Collector collector;
  private final QueryApi api;
  private final ReplayDesk replays;
  private final HttpPorts http;
  private final Sealer sealer;
  private final PackReload packReload;
  private volatile Reloading reloading =
      () -> Reloading.Report.refused("this server does not know where its settings come from");
  private long startMillis;
  private boolean closed;

  private Server(ServerConfig config) throws IOException {
    this.config = config;
    Files.createDirectories(config.data());
    var packs = new Packs(config.rules().packs());
    PackLoader.Loaded loaded = packs.load();
    loaded.problems().forEach(problem -> LOG.error("rule left out: {}", problem));
    loaded.warnings().forEach(warning -> LOG.warn("rule likely not meant so: {}", warning));
    tokens = TokenStore.open(config.data(), clock);
    shelf = Shelf.open(config.data(), config.api().keptQuestions());
    log = LocalEventLog.open(config.journal(), List.of("index", "rules"), metrics, clock);
    audit = new Audit(log, clock);
    store = LuceneEventStore.open(config.index(), schema, regexes, metrics, clock, this::forgotten);
    incidents =
        LuceneIncidentStore.open(config.data().resolve("incidents"), schema, regexes, metrics);
    SearchRoutes searches = searches();
    // Beside the rules, which take longer to be ready than all the rest.
    searches.warmUp();
    rules = RuleEngine.open(config.rules(), loaded, schema, incidents, metrics);
    packReload = new PackReload(packs, rules, config.rules().packsEvery());
    webhooks =
        Webhooks.open(
            config.api().webhooks(),
            config.data().resolve("webhooks.pending"),
            incidents,
            clock,
            metrics);
    rules.listen(feed);
    rules.listen(webhooks);
    rules.remember(History.of(store));
    rules.tellForgotten(
        incident ->
            audit.record(
                new AuditLog.Entry(
                    "marsad",
                    "incident.delete",
                    incident.id() + " " + incident.title(),
                    "",
                    "success")));
    collector =
        Collector.open(
            config.collector(),
            log,
            schema,
            List.of(new Watched(store, tail), rules),
            metrics,
            clock);
    replays = ReplayDesk.open(rules::packs, replayEngine());
    api = api(searches);
    http =
        new HttpPorts(
            config.http(),
            config.api().timeout().plusSeconds(5),
            api,
            collector.routes(),
            collector.ports(),
            metrics);
    sealer =
        Sealer.start(
            config.data(),
            store::finishedShards,
            link -> audit.record(new AuditLog.Entry("marsad", "seal", link, "", "success")));
    gauges();
  }

  private SearchRoutes searches() throws IOException {
    return new SearchRoutes(
        config.api(), store, incidents, schema, log::end, shelf, metrics, audit, regexes, clock);
  }

  private QueryApi api(SearchRoutes searches) {
    return new QueryApi(
        tokens,
        searches,
        new TailRoute(tail, schema, regexes, shelf, config.api(), clock),
        new IncidentRoutes(incidents, rules.desk(log, clock), clock, audit),
        new IncidentStreamRoute(feed, schema, regexes, config.api(), clock, audit),
        new RuleRoutes(rules.book(), replays, packReload, regexes, clock, audit),
        new ServerRoutes(
            collector.sources(),
            metrics,
            this::health,
            tokens,
            () -> reloading.reload(),
            clock,
            audit));
  }

  private StoredReplay.Engine replayEngine() {
    return new StoredReplay.Engine(
        config.rules(),
        schema,
        store::scan,
        search -> store.search(search).total(),
        folder -> LuceneIncidentStore.open(folder, schema, regexes, new Metrics()),
        incidents,
        config.data().resolve("replays"),
        () -> collector.backlog() > BUSY_BACKLOG);
  }

  private void forgotten(Forgotten shard) {
    audit.record(new AuditLog.Entry("marsad", "delete", shard.toString(), "", "success"));
  }

  private void gauges() {
    Runtime runtime = Runtime.getRuntime();
    metrics.gauge(
        "marsad_process_heap_used_bytes",
        "Heap in use.",
        () -> runtime.totalMemory() - runtime.freeMemory());
    metrics.gauge(
        "marsad_process_uptime_seconds",
        "Since the process began.",
        () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
    metrics.gauge("marsad_schema_fields", "Names of fields known.", schema::size);
  }

  /**
   * Opens everything that lies on disk and compiles the packs; nothing is taken in yet.
   *
   * @throws IOException if something cannot be opened, with what helps
   */
  public static Server open(ServerConfig config) throws IOException {
    return new Server(config);
  }

  /**
   * Opens the ports.
   *
   * @throws IOException if one cannot be had
   */
  public void start() throws IOException {
    collector.start();
    http.start();
    api.opened(URI.create(url()));
    packReload.start();
    Files.writeString(config.data().resolve(URL_FILE), url());
    startMillis = (System.nanoTime() - begin) / 1_000_000;
  }

  /** Where the API is. */
  public String url() {
    return "http://" + config.http().host() + ":" + http.port();
  }

  /** The inputs that listen, by name. */
  public Map<String, InetSocketAddress> inputs() {
    var inputs = new LinkedHashMap<>(collector.addresses());
    inputs.put("http", new InetSocketAddress(config.http().host(), http.port()));
    inputs.putAll(http.addresses());
    return inputs;
  }

  /** The packs at work, for people. */
  public String packs() {
    return String.join(", ", rules.packs().stream().map(Server::named).toList())
        + " ("
        + rules.ruleCount()
        + " rules)";
  }

  private static String named(Pack pack) {
    boolean isNew = pack.needs().maturity().equals(PackNeeds.EXPERIMENTAL);
    return isNew ? pack.name() + " (experimental)" : pack.name();
  }

  /**
   * Goes on with other settings, as far as they can be changed while it runs.
   *
   * @return what is wrong with them; then all stays as it was
   */
  public List<String> reload(ServerConfig next) {
    return collector.reload(next.collector());
  }

  /** From now on requests to read the settings again are answered by this. */
  public void reloadsBy(Reloading other) {
    reloading = other;
  }

  /** Reads the packs again and goes on with them. */
  PackReloading.Report reloadPacks() {
    return packReload.reload();
  }

  /** Takes up certificates that have changed. */
  Renewed renewCertificates() {
    return collector.renewCertificates();
  }

  /** Reads lists again that have changed. */
  void refreshLists() {
    collector.refreshLists();
  }

  Metrics metrics() {
    return metrics;
  }

  /** Clear text of the first token. */
  public String adminToken() throws IOException {
    return Files.readString(config.data().resolve(ADMIN_TOKEN_FILE)).strip();
  }

  /** Whether that token was made by this start. */
  public boolean isNewAdminToken() {
    return tokens.isFresh();
  }

  /** How long opening and starting took. */
  public long startMillis() {
    return startMillis;
  }

  /** Whether a part has failed for good, so that only a new start helps. */
  public boolean hasFailed() {
    return collector.failed() || store.problem().isPresent() || rules.problem().isPresent();
  }

  /** What was repaired at the start, or did not belong together. */
  public List<String> recovery() {
    var lines = new ArrayList<String>();
    rules.recovery().ifPresent(lines::add);
    log.recovery().cuts().forEach(cut -> lines.add(cut.toString()));
    log.recovery().gaps().forEach(gap -> lines.add(gap.toString()));
    return lines;
  }

  /** A recorded log of a pack. */
  public SampleLog sample(String pack, String name) throws IOException {
    for (Pack each : rules.packs()) {
      SampleLog sample = each.samples().get(name);
      if (each.name().equals(pack) && sample != null) {
        return sample;
      }
    }
    throw new IOException("pack " + pack + " with sample " + name + " is not loaded");
  }

  private List<Health.Component> health() {
    var components = new ArrayList<Health.Component>();
    components.add(component("journal", log.problem()));
    components.add(component("intake", collector.problems().stream().findFirst()));
    components.add(component("books", collector.booksProblem()));
    components.add(component("index", store.problem()));
    components.add(component("rules", rules.problem()));
    components.add(component("seals", sealer.problem()));
    return components;
  }

  private static Health.Component component(String name, Optional<String> problem) {
    return new Health.Component(name, problem.isEmpty(), problem.orElse(""));
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    Files.deleteIfExists(config.data().resolve(URL_FILE));
    step("http", http::stop);
    step("packs", packReload::close);
    step("searches", api::close);
    step("replays", replays::close);
    step("seals", sealer::close);
    step("inputs", collector::stopInputs);
    step("pipeline", this::drain);
    step("collector", collector::close);
    step("rules", rules::close);
    step("webhooks", webhooks::close);
    step("index", store::close);
    step("incidents", incidents::close);
    step("journal", log::close);
  }

  private void drain() throws IOException {
    try {
      if (!collector.awaitDrained(DRAIN)) {
        LOG.info("not everything was indexed; the journal keeps the rest for the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while stopping", e);
    }
  }

  /** One step of the way down; the next is taken even if this one fails. */
  private static void step(String name, Step step) {
    long begin = System.nanoTime();
    try {
      step.run();
      LOG.info("stopped {} in {} ms", name, (System.nanoTime() - begin) / 1_000_000);
    } catch (IOException | RuntimeException e) {
      LOG.error("stopping {} failed", name, e);
    }
  }

  /** Something to do on the way down. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
