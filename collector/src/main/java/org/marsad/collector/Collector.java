package org.marsad.collector;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.Listeners.Wanted;
import org.marsad.collector.enrich.Enricher;
import org.marsad.collector.file.FileInput;
import org.marsad.collector.file.FileProfiles;
import org.marsad.collector.format.Formats;
import org.marsad.collector.format.SourceProfiles;
import org.marsad.collector.input.BeatsInput;
import org.marsad.collector.input.EventLoops;
import org.marsad.collector.input.GelfTcpInput;
import org.marsad.collector.input.GelfUdpInput;
import org.marsad.collector.input.HttpPort;
import org.marsad.collector.input.HttpRoute;
import org.marsad.collector.input.InputContext;
import org.marsad.collector.input.RelpInput;
import org.marsad.collector.input.RequestKeys;
import org.marsad.collector.input.SyslogTcpInput;
import org.marsad.collector.input.SyslogTlsInput;
import org.marsad.collector.input.SyslogUdpInput;
import org.marsad.collector.intake.BooksCheck;
import org.marsad.collector.intake.HostWatch;
import org.marsad.collector.intake.IdleTick;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Pipeline;
import org.marsad.collector.intake.Reading;
import org.marsad.collector.intake.SourceBooks;
import org.marsad.collector.intake.SourceWatch;
import org.marsad.collector.mapping.MappingException;
import org.marsad.collector.mapping.MappingFiles;
import org.marsad.collector.source.SourceSettings;
import org.marsad.model.event.Schema;
import org.marsad.model.intake.SocketReport;
import org.marsad.model.intake.SourceReport;
import org.marsad.model.intake.Sources;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.EventConsumer;
import org.marsad.model.store.EventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The face of this module: inputs in front of the log, the pipeline behind it. Opened, started,
 * stopped and closed by one thread; the accessors may be used by any.
 */
public final class Collector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

  /** Seconds in a row that the books must be wrong before it is told. */
  private static final int CHECKS = 30;

  /** Settings, or the beginnings of them, that {@link #reload} can change. */
  public static final List<String> RELOADABLE =
      List.of(
          "collector.beats.",
          "collector.enrich.",
          "collector.gelf_tcp.",
          "collector.gelf_udp.",
          "collector.mappings",
          "collector.max_text",
          "collector.relp.",
          "collector.sources",
          "collector.syslog_tcp.",
          "collector.syslog_tls.",
          "collector.syslog_udp.",
          "collector.time.",
          "collector.zone");

  private static final Duration APPEND_PATIENCE = Duration.ofSeconds(1);

  private final CollectorConfig config;
  private final EventLog log;
  private final Ingest ingest;
  private final SourceSettings sources;
  private final SourceBooks books;
  private final Pipeline pipeline;
  private final IdleTick ticks;
  private final BooksCheck check;
  private final SourceWatch watch;
  private final HostWatch hostWatch;
  private final InputContext context;
  private final HttpInputs http;
  private final ScheduledExecutorService scheduler;
  private final EventLoops loops;
  private final Listeners listeners = new Listeners();
  private final Schema schema;
  private final Enricher enricher;
  private volatile @Nullable FileInput files;

  private Collector(
      CollectorConfig config,
      EventLog log,
      Schema schema,
      List<EventConsumer> consumers,
      Metrics metrics,
      InstantSource clock)
      throws IOException {
    this.config = config;
    this.log = log;
    sources = new SourceSettings(config.sources());
    books = new SourceBooks(metrics, sources, config.maxSources(), System::nanoTime);
    this.schema = schema;
    enricher = Enricher.open(config.enrich(), schema, metrics);
    pipeline = Pipeline.open(log, reading(config), schema, books, consumers, metrics, clock);
    scheduler =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("marsad-intake-timer").factory());
    ingest = new Ingest(log, config.inFlight().bytes(), config.sourceShare().bytes(), scheduler);
    ingest.lagOf(pipeline::lag);
    ticks = new IdleTick(log, clock, config.idle(), ingest::taken, this::isBusy);
    check = new BooksCheck(books, ingest::arriving, pipeline::isDrained, CHECKS, metrics);
    watch = new SourceWatch(books, sources, config.watch(), log, clock, metrics);
    hostWatch = new HostWatch(listeners::sockets, config.watch(), log, clock, metrics);
    context = new InputContext(ingest, books, metrics, clock, config.maxLag());
    http =
        HttpInputs.of(config, context, RequestKeys.open(config.eventsHttp(), log, metrics, clock));
    loops = new EventLoops(config.threads());
    metrics.gauge(
        "marsad_collector_in_flight_bytes", "Bytes on their way to the disk.", ingest::inFlight);
    metrics.gauge(
        "marsad_collector_held_bytes",
        "Bytes held back of senders that are gone or cannot be made to wait.",
        ingest::held);
  }

  /** Events are on their way in, or senders are kept waiting since consumers are behind. */
  private boolean isBusy() {
    long most = config.maxLag().toNanos();
    return ingest.inFlight() > 0 || most > 0 && pipeline.lag() > most;
  }

  /**
   * Builds everything; nothing is read and no port is open until {@link #start}.
   *
   * @throws IOException if a consumer does not belong to this log
   */
  public static Collector open(
      CollectorConfig config,
      EventLog log,
      Schema schema,
      List<EventConsumer> consumers,
      Metrics metrics,
      InstantSource clock)
      throws IOException {
    return new Collector(config, log, schema, consumers, metrics, clock);
  }

  /**
   * Starts the pipeline, then opens the ports.
   *
   * @throws IOException if a port cannot be had, with its name
   */
  public void start() throws IOException {
    pipeline.start();
    ticks.start(scheduler);
    watch.start(scheduler);
    hostWatch.start(scheduler);
    scheduler.scheduleWithFixedDelay(check::look, 1, 1, TimeUnit.SECONDS);
    listeners.start(wanted(config));
    if (!config.files().isEmpty()) {
      FileInput input = FileInput.open(config.files(), config.fileInput(), log, context);
      files = input;
      input.start();
    }
  }

  /** The inputs that are to listen. */
  private List<Wanted> wanted(CollectorConfig config) {
    var wanted = new ArrayList<Wanted>();
    if (config.syslogTcp().enabled()) {
      wanted.add(
          new Wanted(
              "syslog_tcp",
              config.syslogTcp().port(),
              config.syslogTcp(),
              () -> SyslogTcpInput.open(config.syslogTcp(), loops, context)));
    }
    if (config.syslogTls().listens()) {
      wanted.add(
          new Wanted(
              "syslog_tls",
              config.syslogTls().port(),
              config.syslogTls(),
              () -> SyslogTlsInput.open(config.syslogTls(), loops, context)));
    }
    if (config.relp().enabled()) {
      wanted.add(
          new Wanted(
              "relp",
              config.relp().port(),
              config.relp(),
              () -> RelpInput.open(config.relp(), loops, context)));
    }
    if (config.syslogUdp().enabled()) {
      wanted.add(
          new Wanted(
              "syslog_udp",
              config.syslogUdp().port(),
              config.syslogUdp(),
              () -> SyslogUdpInput.open(config.syslogUdp(), loops, context)));
    }
    if (config.gelfUdp().enabled()) {
      wanted.add(
          new Wanted(
              "gelf_udp",
              config.gelfUdp().port(),
              config.gelfUdp(),
              () -> GelfUdpInput.open(config.gelfUdp(), loops, context)));
    }
    if (config.gelfTcp().enabled()) {
      wanted.add(
          new Wanted(
              "gelf_tcp",
              config.gelfTcp().port(),
              config.gelfTcp(),
              () -> GelfTcpInput.open(config.gelfTcp(), loops, context)));
    }
    if (config.beats().enabled()) {
      wanted.add(
          new Wanted(
              "beats",
              config.beats().port(),
              config.beats(),
              () -> BeatsInput.open(config.beats(), loops, context)));
    }
    return wanted;
  }

  private Reading reading(CollectorConfig config) throws IOException {
    // Which files are followed needs a restart.
    SourceProfiles profiles =
        new FileProfiles(this.config.files(), new ConfiguredProfiles(config.zone(), sources));
    MappingFiles mappings = mappings(config.mappings());
    try {
      Formats formats = Formats.of(schema, profiles, config.time(), mappings);
      return new Reading(formats, enricher, (int) config.maxText().bytes());
    } catch (MappingException e) {
      throw new IOException("the mappings have problems:\n" + e.getMessage(), e);
    }
  }

  /**
   * Goes on with other settings, as far as they can be changed while it runs: see {@link
   * #RELOADABLE}. Mappings and lists are read again. Where something is wrong with them, all stays
   * as it was; an input that cannot be had as wanted stays as it was alone.
   *
   * @return what is wrong
   */
  public synchronized List<String> reload(CollectorConfig next) {
    Reading reading;
    try {
      reading = reading(next);
    } catch (IOException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
    List<String> problems = enricher.replace(next.enrich());
    if (!problems.isEmpty()) {
      return problems;
    }
    sources.replace(next.sources());
    books.refresh();
    pipeline.use(reading);
    return listeners.change(wanted(next));
  }

  /** Looks at the certificates of all inputs now, and takes up those that have changed. */
  public Renewed renewCertificates() {
    return listeners.renew();
  }

  /** Reads lists and databases again that have changed. */
  public void refreshLists() {
    enricher.refresh();
  }

  private static MappingFiles mappings(String folder) throws IOException {
    MappingFiles shipped = MappingFiles.shipped();
    if (folder.isBlank()) {
      return shipped;
    }
    try {
      return shipped.with(Path.of(folder));
    } catch (IOException e) {
      throw new IOException("cannot read the mappings in " + folder + ": " + e, e);
    }
  }

  /** The services that take events in over HTTP, at the port of the API. */
  public List<HttpRoute> routes() {
    return http.routes();
  }

  /** Ports that some of these services have besides. */
  public List<HttpPort> ports() {
    return http.ports();
  }

  public Sources sources() {
    return new Sources() {
      @Override
      public List<SourceReport> report() {
        return books.report();
      }

      @Override
      public @Nullable String problem() {
        return books.problem();
      }

      @Override
      public List<SocketReport> sockets() {
        return listeners.sockets();
      }
    };
  }

  /** The inputs that listen, by name, with the ports they really have. */
  public Map<String, InetSocketAddress> addresses() {
    return listeners.addresses();
  }

  /**
   * Where an input listens.
   *
   * @throws IllegalArgumentException if no input of this name does
   */
  public InetSocketAddress address(String input) {
    InetSocketAddress address = addresses().get(input);
    if (address == null) {
      throw new IllegalArgumentException(
          "no input \"" + input + "\" listens; expecting one of " + addresses().keySet());
    }
    return address;
  }

  /** What keeps events from coming in or going on; empty if nothing does. */
  public List<String> problems() {
    FileInput input = files;
    return Stream.of(
            ingest.problem(),
            pipeline.problem(),
            input == null ? Optional.<String>empty() : input.problem())
        .flatMap(Optional::stream)
        .toList();
  }

  /** What is wrong with the books, if anything is. */
  public Optional<String> booksProblem() {
    return check.problem();
  }

  /** Events in the journal that the consumers have still to take; any thread may ask. */
  public long backlog() {
    return pipeline.backlog();
  }

  /** Whether the pipeline has stopped for good. */
  public boolean failed() {
    return pipeline.problem().isPresent();
  }

  /**
   * Closes the ports. What had arrived by then is durable when this returns, or refused where that
   * took too long; nothing is taken any more.
   */
  public void stopInputs() {
    FileInput input = files;
    if (input != null) {
      input.stop();
    }
    listeners.stop();
    try {
      if (!ingest.stop(APPEND_PATIENCE)) {
        LOG.warn("{} bytes did not become durable in time", ingest.inFlight());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until everything durable was handed over. */
  public boolean awaitDrained(Duration patience) throws InterruptedException {
    return pipeline.awaitDrained(patience);
  }

  /** Stops what still runs; what was not handed over stays in the log. */
  @Override
  public void close() {
    stopInputs();
    scheduler.shutdownNow();
    pipeline.close();
    loops.close();
  }
}
