package org.marsad.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Samples;
import org.marsad.model.event.Schema;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Incident;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.MemoryIncidentStore;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;

/** A pack in a folder, and the engine that runs it over events told as lines. */
final class RulePack {
  final Schema schema = new Schema();
  final MemoryIncidentStore incidents = new MemoryIncidentStore();
  private final Path folder;
  private RuleEngine engine;
  private History history = (_, _) -> {};

  private RulePack(Path folder, Map<String, String> files) throws IOException {
    this.folder = folder;
    Path pack = folder.resolve("packs/test");
    files.forEach(
        (name, text) -> {
          try {
            Path file = pack.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    Files.writeString(pack.resolve("pack.yaml"), "name: test\n");
    engine = open();
  }

  /** Writes the files, by their names in the pack, and starts. */
  static RulePack of(Path folder, Map<String, String> files) throws IOException {
    return new RulePack(folder, files);
  }

  private RuleEngine open() throws IOException {
    PackLoader.Loaded loaded = PackLoader.load(folder.resolve("packs"));
    assertEquals(List.of(), loaded.problems());
    List<Pack> packs = loaded.packs();
    RulesConfig config = RulesConfig.defaults(folder.resolve("checkpoint"));
    RuleEngine opened = RuleEngine.open(config, packs, schema, incidents, new Metrics());
    opened.remember(history);
    return opened;
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
