package org.marsad.collector.enrich;

import java.nio.file.Path;
import java.util.List;

/**
 * Settings of what is added to events. With nothing set, nothing is done.
 *
 * @param databases files in the MaxMind DB format with cities, countries or autonomous systems
 * @param lists files with assets and identities, {@code .csv} or {@code .json}
 * @param cache addresses of which is remembered what the databases say
 */
public record EnrichConfig(List<Path> databases, List<Path> lists, int cache) {
  private static final int MAX_FILES = 64;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public EnrichConfig {
    databases = List.copyOf(databases);
    lists = List.copyOf(lists);
    if (databases.size() > MAX_FILES || lists.size() > MAX_FILES) {
      throw new IllegalArgumentException("enrich takes at most " + MAX_FILES + " files of a kind");
    }
    if (cache < 0 || cache > 10_000_000) {
      throw new IllegalArgumentException("enrich.cache must be in 0..10000000: " + cache);
    }
  }

  public static EnrichConfig defaults() {
    return new EnrichConfig(List.of(), List.of(), 100_000);
  }

  /** Whether nothing is to be added. */
  public boolean addsNothing() {
    return databases.isEmpty() && lists.isEmpty();
  }
}
