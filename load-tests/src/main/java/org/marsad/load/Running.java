package org.marsad.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.marsad.collector.format.Formats;
import org.marsad.index.incidents.LuceneIncidentStore;
import org.marsad.model.event.Schema;
import org.marsad.model.metrics.Metrics;
import org.marsad.rules.RuleEngine;
import org.marsad.rules.RulesConfig;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.pack.Pack;

/**
 * A rule engine with its defaults over an empty store of incidents, in a folder that goes with it.
 */
record Running(
    Path folder,
    Schema schema,
    Formats formats,
    Metrics metrics,
    LuceneIncidentStore store,
    RulesConfig config,
    RuleEngine engine)
    implements AutoCloseable {
  private static final List<String> TOLD =
      List.of(
          "marsad_rules_signals_total",
          "marsad_rules_alerts",
          "marsad_rules_findings_total",
          "marsad_rules_facts",
          "marsad_rules_packs_aside",
          "marsad_incidents_opened",
          "marsad_index_incident_puts_total",
          "marsad_rules_late_total");

  static Running open(List<Pack> packs) throws IOException {
    Path folder = Files.createTempDirectory("marsad-engine-");
    var schema = new Schema();
    var metrics = new Metrics();
    var config = RulesConfig.defaults(folder.resolve("rules.checkpoint"));
    LuceneIncidentStore store =
        LuceneIncidentStore.open(folder.resolve("incidents"), schema, new Re2(), metrics);
    RuleEngine engine = RuleEngine.open(config, packs, schema, store, metrics);
    Formats formats = Formats.shipped(schema, ZoneId.of("UTC"));
    return new Running(folder, schema, formats, metrics, store, config, engine);
  }

  /** How far the watermark is behind. */
  Duration lateness() {
    return config.lateness();
  }

  /** What came of it. */
  void print() throws IOException {
    var text = new StringBuilder();
    metrics.write(text);
    var told = new StringBuilder();
    for (String line : text.toString().split("\n", -1)) {
      int blank = line.indexOf(' ');
      if (blank > 0 && TOLD.contains(line.substring(0, blank))) {
        double value = Double.parseDouble(line.substring(blank + 1));
        String name =
            line.substring(line.indexOf('_') + 1, blank).replaceAll("_total|_", " ").strip();
        told.append(told.isEmpty() ? "" : ", ")
            .append(name)
            .append(String.format(Locale.ROOT, " %,.0f", value));
      }
    }
    System.out.printf(Locale.ROOT, "%-44s %s%n", "", told);
  }

  @Override
  public void close() throws IOException {
    engine.close();
    store.close();
    Folders.delete(folder);
  }
}
