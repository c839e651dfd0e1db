package org.marsad.packs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.marsad.collector.format.Formats;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Nanos;
import org.marsad.model.event.Origin;
import org.marsad.model.event.Schema;
import org.marsad.model.event.Transport;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Incident;
import org.marsad.model.metrics.Metrics;
import org.marsad.model.store.MemoryIncidentStore;
import org.marsad.rules.RuleEngine;
import org.marsad.rules.RulesConfig;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.SampleLog;

/** Lines of log through the collector's formats and the rule engine, as the server has it. */
final class Course {
  private static final Origin ORIGIN = Origin.of("syslog-tcp", Transport.TCP, "192.0.2.1");

  private final Schema schema = new Schema();
  private final Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));
  private final MemoryIncidentStore incidents = new MemoryIncidentStore();
  private final List<Pack> packs;
  private final RulesConfig config;
  private RuleEngine engine;

  Course(List<Pack> packs, Path folder) throws IOException {
    this.packs = packs;
    config =
        RulesConfig.defaults(folder.resolve("checkpoint"))
            .change()
            .checkpointEvery(Duration.ofDays(1))
            .build();
    engine = open();
  }

  private RuleEngine open() throws IOException {
    return RuleEngine.open(config, packs, schema, incidents, new Metrics());
  }

  /** The events of these lines, received when they were written, with ids from {@code firstId}. */
  EventBatch batch(List<SampleLog.Line> lines, long firstId) {
    EventBatch.Builder batch = EventBatch.builder(schema);
    long id = firstId;
    for (SampleLog.Line line : lines) {
      byte[] bytes = line.text().getBytes(UTF_8);
      int at = batch.append(bytes, 0, bytes.length);
      batch.begin(id++, Nanos.of(line.time()), ORIGIN, at, bytes.length);
      formats.decode(batch, at, bytes.length, 0);
      batch.end();
    }
    return batch.build();
  }

  void accept(EventBatch batch) throws InterruptedException {
    engine.accept(batch);
  }

  /** The log pauses: whatever waits is judged. */
  void tick(long nanos) throws InterruptedException {
    engine.accept(EventBatch.builder(schema).tick(nanos).build());
  }

  /** Ends the engine, which writes its checkpoint, and takes it up again from there. */
  long restart() throws IOException {
    engine.close();
    engine = open();
    return engine.position();
  }

  /** What was told, once everything accepted was judged. */
  Map<String, Incident> incidents() {
    engine.close();
    return incidents.all();
  }

  /** Ids of the rules that hold in some incident or did not open one, sorted. */
  static List<String> rules(Map<String, Incident> incidents) {
    var rules = new ArrayList<String>();
    for (Incident incident : incidents.values()) {
      incident.rules().forEach(rule -> rules.add(rule.id()));
    }
    return rules.stream().distinct().sorted().toList();
  }

  /** All alerts that were told, by id. */
  Map<String, Alert> alerts() {
    engine.close();
    return incidents.allAlerts();
  }
}
