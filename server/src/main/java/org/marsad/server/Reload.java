package org.marsad.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.collector.Collector;
import org.marsad.collector.Renewed;
import org.marsad.model.metrics.Metrics;
import org.marsad.query.PackReloading;
import org.marsad.query.Reloading;
import org.marsad.server.config.ConfigBinder;
import org.marsad.server.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the settings file, the folder of mappings and the lists from time to time, or when it is
 * asked to, and goes on with what they say when one has changed. All of it is checked first; where
 * something is wrong, every problem is told in the log, and all stays as it was. What only a new
 * start can change is told by name. One thread of its own.
 */
public final class Reload implements Closeable, Reloading {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
  private static final long LOOK_MILLIS = 1_000;

  private final Server server;
  private final ConfigBinder<ServerConfig> binder;
  private final Supplier<ServerConfig> reader;
  private final @Nullable Path file;
  private final Metrics.Counter good;
  private final Metrics.Counter bad;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("marsad-reload").factory());
  private ServerConfig current;
  private Map<Path, String> stamps;

  /**
   * One that has seen nothing change yet.
   *
   * @param current what the server runs with
   * @param reader reads all settings again; throws {@link ConfigException}
   * @param file the settings file, if there is one
   */
  public Reload(
      Server server,
      ConfigBinder<ServerConfig> binder,
      ServerConfig current,
      Supplier<ServerConfig> reader,
      @Nullable Path file) {
    this.server = server;
    this.binder = binder;
    this.current = current;
    this.reader = reader;
    this.file = file;
    good = server.metrics().counter("marsad_reloads", "Settings read again.", "outcome", "good");
    bad = server.metrics().counter("marsad_reloads", "Settings read again.", "outcome", "bad");
    stamps = stamps(current);
  }

  /** Looks until it is closed. */
  public void start() {
    thread.scheduleWithFixedDelay(
        this::lookSafely, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.error("looking for changed settings failed", e);
    }
  }

  /** Looks once. */
  synchronized void look() {
    Map<Path, String> now = stamps(current);
    if (now.equals(stamps)) {
      server.refreshLists();
      return;
    }
    stamps = now;
    read(new Renewed(List.of(), List.of()));
  }

  /** Reads all of it now, changed or not, certificates and packs too. */
  @Override
  public synchronized Report reload() {
    Renewed certificates = server.renewCertificates();
    stamps = stamps(current);
    Report settings = read(certificates);
    PackReloading.Report packs = server.reloadPacks();
    var changed = new ArrayList<>(settings.changed());
    packs.added().forEach(pack -> changed.add("pack " + pack));
    packs.changed().forEach(pack -> changed.add("pack " + pack));
    packs.removed().forEach(pack -> changed.add("pack " + pack));
    var refused = new ArrayList<>(settings.refused());
    refused.addAll(packs.refused());
    return new Report(changed, settings.needsRestart(), settings.renewed(), refused);
  }

  private Report read(Renewed certificates) {
    String folder = current.collector().mappings();
    Report report = attempt(certificates);
    (report.refused().isEmpty() ? good : bad).increment();
    report.refused().forEach(problem -> LOG.error("settings not changed: {}", problem));
    if (!folder.equals(current.collector().mappings())) {
      stamps = stamps(current);
    }
    return report;
  }

  private Report attempt(Renewed certificates) {
    var refused = new ArrayList<>(certificates.problems());
    try {
      ServerConfig next = reader.get();
      List<String> problems = server.reload(next);
      if (problems.isEmpty()) {
        Report report = report(next, certificates.inputs(), refused);
        current = next;
        return report;
      }
      refused.addAll(problems);
    } catch (ConfigException e) {
      refused.addAll(e.problems());
    }
    return new Report(List.of(), List.of(), certificates.inputs(), refused);
  }

  private Report report(ServerConfig next, List<String> renewed, List<String> refused) {
    Map<String, String> before = binder.values(current);
    Map<String, String> after = binder.values(next);
    var keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    var changed = new ArrayList<String>();
    var waiting = new ArrayList<String>();
    for (String key : keys) {
      if (!String.valueOf(before.get(key)).equals(String.valueOf(after.get(key)))) {
        boolean can = Collector.RELOADABLE.stream().anyMatch(key::startsWith);
        (can ? changed : waiting).add(key);
      }
    }
    LOG.info("read settings and mappings again; changed: {}", changed);
    if (!waiting.isEmpty()) {
      LOG.warn("changed, but only a new start brings it about: {}", waiting);
    }
    return new Report(changed, waiting, renewed, refused);
  }

  private Map<Path, String> stamps(ServerConfig config) {
    var seen = new TreeMap<Path, String>();
    if (file != null) {
      seen.put(file, stamp(file));
    }
    String mappings = config.collector().mappings();
    if (!mappings.isBlank()) {
      try (Stream<Path> files = Files.list(Path.of(mappings))) {
        files.forEach(each -> seen.put(each, stamp(each)));
      } catch (IOException e) {
        seen.put(Path.of(mappings), e.toString());
      }
    }
    return seen;
  }

  private static String stamp(Path path) {
    try {
      return Files.getLastModifiedTime(path) + " " + Files.size(path);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
