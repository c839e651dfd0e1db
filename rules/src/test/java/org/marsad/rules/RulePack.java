package org.marsad.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Incident;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.rule.RuleBook;
import org.marsad.model.store.IncidentStore;
import org.marsad.model.store.MemoryIncidentStore;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.pack.PackFolder;
import org.marsad.rules.pack.PackLoader;

/**
 * A pack in a folder, or several, and the engine that runs them over events told as lines. Files
 * are of the pack {@code test} unless their name says another one, as {@code other:rules/x.yaml}.
 */
final class RulePack {
  final Schema schema = new Schema();
  final MemoryIncidentStore incidents = new MemoryIncidentStore();
  private final Path folder;
  private RuleEngine engine;
  private final UnaryOperator<RulesConfig> settings;
  private final PackFolder packs;
  private History history = (_, _) -> {};
  private UnaryOperator<IncidentStore> front = store -> store;

  private final Correlator known;
  private Metrics metrics = new Metrics();

  private RulePack(
      Path folder, Map<String, String> files, UnaryOperator<RulesConfig> settings, Correlator known)
      throws IOException {
    this.folder = folder;
    this.settings = settings;
    this.known = known;
    packs = new PackFolder(folder.resolve("packs"));
    files.forEach(this::write);
    engine = open();
  }

  /** Writes a file; another one than it was, even where the clock of files stands still. */
  void write(String name, String text) {
    int colon = name.indexOf(':');
    String pack = colon < 0 ? "test" : name.substring(0, colon);
    Path folderOfPack = folder.resolve("packs").resolve(pack);
    Path file = folderOfPack.resolve(name.substring(colon + 1));
    try {
      Files.createDirectories(file.getParent());
      Path fresh = folder.resolve("fresh");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      if (!Files.exists(folderOfPack.resolve("pack.yaml"))) {
        Files.writeString(folderOfPack.resolve("pack.yaml"), "name: " + pack + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a pack. */
  void remove(String pack) throws IOException {
    Files.delete(folder.resolve("packs").resolve(pack).resolve("pack.yaml"));
  }

  /** Reads the packs again and goes on with them. */
  PackChange reload() throws IOException, InterruptedException {
    return engine.reload(packs.read());
  }

  /** Writes the files, by their names in the pack, and starts. */
  static RulePack of(Path folder, Map<String, String> files) throws IOException {
    return new RulePack(folder, files, config -> config, Correlator.compile(List.of()));
  }

  /** The same with other settings. */
  static RulePack of(Path folder, Map<String, String> files, UnaryOperator<RulesConfig> settings)
      throws IOException {
    return new RulePack(folder, files, settings, Correlator.compile(List.of()));
  }

  /** The same with correlations that need not be compiled again; nothing may be reloaded. */
  static RulePack of(
      Path folder, Map<String, String> files, UnaryOperator<RulesConfig> settings, Correlator known)
      throws IOException {
    return new RulePack(folder, files, settings, known);
  }

  /** What a series says, since the engine was opened last. */
  double metric(String series) throws IOException {
    var text = new StringBuilder("\n");
    metrics.write(text);
    int at = text.indexOf("\n" + series + " ") + series.length() + 2;
    return Double.parseDouble(text.substring(at, text.indexOf("\n", at)));
  }

  private RuleEngine open() throws IOException {
    PackLoader.Loaded loaded = packs.read();
    assertEquals(List.of(), loaded.problems());
    RulesConfig config = settings.apply(RulesConfig.defaults(folder.resolve("checkpoint")));
    Correlator compiled = Correlator.compile(loaded.packs(), known);
    metrics = new Metrics();
    RuleEngine opened =
        RuleEngine.open(
            config, loaded.packs(), compiled, schema, front.apply(incidents), metrics, _ -> {});
    assertEquals(List.of(), opened.problems());
    opened.remember(history);
    return opened;
  }

  /** From the next start on the engine has this in front of the store. */
  void inFront(UnaryOperator<IncidentStore> next) {
    front = next;
  }

  /** What the engine found wrong when it started; empty if nothing. */
  String recovery() {
    return engine.recovery().orElse("");
  }

  /** Where the log is read from. */
  long position() {
    return engine.position();
  }

  void remember(History stored) {
    history = stored;
    engine.remember(stored);
  }

  /**
   * A batch of events: {@code SECONDS name=value ...}, with ids from {@code first} on; received
   * when they happened, or {@code SECONDS@RECEIVED}.
   */
  EventBatch batch(long first, List<String> events) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    long id = first;
    for (String event : events) {
      String[] words = event.strip().split(" +");
      String[] times = words[0].split("@");
      byte[] line = event.getBytes(StandardCharsets.UTF_8);
      int at = batch.append(line, 0, line.length);
      long time = Samples.NOW + Long.parseLong(times[0]) * Samples.SECOND;
      long received =
          times.length == 1 ? time : Samples.NOW + Long.parseLong(times[1]) * Samples.SECOND;
      batch.begin(id++, received, Samples.TCP, at, line.length);
      batch.timestamp(time);
      for (int i = 1; i < words.length; i++) {
        String[] pair = words[i].split("=", 2);
        batch.add(pair[0], pair[1]);
      }
      batch.end();
    }
    return batch.build();
  }

  void accept(EventBatch batch) throws InterruptedException {
    engine.accept(batch);
  }

  void accept(long first, List<String> events) throws InterruptedException {
    accept(batch(first, events));
  }

  /** The log pauses at this second. */
  void tick(long second) throws InterruptedException {
    long time = Samples.NOW + second * Samples.SECOND;
    engine.accept(EventBatch.builder(schema).tick(time).build());
  }

  /** Ends and begins again from the checkpoint; where the log is read from then on. */
  long restart() throws IOException {
    engine.close();
    engine = open();
    return engine.position();
  }

  /** Is killed and begins again from the last checkpoint; where the log is read from then on. */
  long kill() throws IOException {
    engine.abandon();
    incidents.crash();
    engine = open();
    return engine.position();
  }

  /** Until what was accepted is judged. */
  void awaitIdle() throws InterruptedException {
    engine.awaitIdle();
  }

  /** The packs and rules, and how they are. */
  RuleBook book() {
    return engine.book();
  }

  /** All alerts once everything is judged: rule, key, evidence, in order. */
  List<String> alerts() {
    engine.close();
    var told = new ArrayList<String>();
    for (Alert alert : new TreeMap<>(incidents.allAlerts()).values()) {
      var ids = new ArrayList<Long>();
      alert.evidence().forEach(each -> ids.add(each.event().value()));
      told.add(alert.rule().id() + " " + alert.key() + " " + ids + (alert.late() ? " late" : ""));
    }
    return told.stream().sorted().toList();
  }

  /** Alerts and incidents as they were told, for comparing runs to the letter. */
  Map<String, Object> everything() {
    engine.close();
    var all = new TreeMap<String, Object>();
    for (Map.Entry<String, Incident> each : incidents.all().entrySet()) {
      all.put("incident " + each.getKey(), each.getValue());
    }
    incidents.allAlerts().forEach((id, alert) -> all.put("alert " + id, alert));
    return all;
  }
}
