package org.marsad.collector.source;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Origin;

/**
 * The entries of {@code collector.sources}, asked for one source. Can be replaced while the server
 * runs; who remembers answers looks at the {@link #generation()}. Thread-safe, never blocks.
 */
public final class SourceSettings {
  /** Entries at most. */
  public static final int MAX_ENTRIES = 10_000;

  private volatile Entries entries = new Entries(List.of(), 0);

  public SourceSettings(List<SourceConfig> configs) {
    replace(configs);
  }

  /** From now on these hold. */
  public synchronized void replace(List<SourceConfig> configs) {
    var list = new ArrayList<Entry>();
    configs.forEach(config -> list.add(new Entry(SourceMatch.parse(config.match()), config)));
    entries = new Entries(List.copyOf(list), entries.generation + 1);
  }

  /** Another number after each change. */
  public int generation() {
    return entries.generation;
  }

  /** What holds for a source. Looks at every entry: for sources seen for the first time. */
  public SourceRules of(Origin origin) {
    var matching = new ArrayList<SourceConfig>();
    for (Entry entry : entries.list) {
      if (entry.match.matches(origin)) {
        matching.add(entry.config);
      }
    }
    return matching.isEmpty() ? SourceRules.NONE : join(matching);
  }

  /** Addresses that are expected to send, by name, with the longest pause they may make. */
  public Map<String, Duration> expected() {
    var expected = new LinkedHashMap<String, Duration>();
    for (Entry entry : entries.list) {
      Duration every = entry.config.expectEvery();
      if (every != null) {
        entry.match.addresses().forEach(address -> expected.putIfAbsent(address, every));
      }
    }
    return expected;
  }

  private static SourceRules join(List<SourceConfig> configs) {
    var labels = new LinkedHashMap<String, String>();
    for (SourceConfig config : configs) {
      config.labels().forEach(labels::putIfAbsent);
    }
    ZoneId zone = first(configs, SourceConfig::zone);
    Integer weight = first(configs, SourceConfig::weight);
    Integer rate = first(configs, SourceConfig::rateLimit);
    Integer burst = first(configs, SourceConfig::rateBurst);
    Boolean apply = first(configs, SourceConfig::applyClockOffset);
    int limit = rate == null ? 0 : rate;
    return new SourceRules(
        zone,
        first(configs, SourceConfig::format),
        labels,
        weight == null ? 1 : weight,
        limit,
        burst == null ? (int) Math.min(2L * limit, Integer.MAX_VALUE) : burst,
        first(configs, SourceConfig::expectEvery),
        apply != null && apply);
  }

  private static <T> @Nullable T first(
      List<SourceConfig> configs, Function<SourceConfig, @Nullable T> setting) {
    return configs.stream().map(setting).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private record Entry(SourceMatch match, SourceConfig config) {}

  private record Entries(List<Entry> list, int generation) {}
}
