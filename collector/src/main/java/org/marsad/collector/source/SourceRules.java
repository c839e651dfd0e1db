package org.marsad.collector.source;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one source, after all entries that match it were put together.
 *
 * @param zone null for that of the collector
 * @param format null for finding out
 * @param labels by name
 * @param weight 1 or more
 * @param rateLimit events a second, 0 for no limit
 * @param rateBurst events at once
 * @param expectEvery null where the usual pause is learned
 * @param applyClockOffset whether a steady error of its clock is taken off
 */
public record SourceRules(
    @Nullable ZoneId zone,
    @Nullable String format,
    Map<String, String> labels,
    int weight,
    int rateLimit,
    int rateBurst,
    @Nullable Duration expectEvery,
    boolean applyClockOffset) {
  /** Of a source that no entry is about. */
  public static final SourceRules NONE =
      new SourceRules(null, null, Map.of(), 1, 0, 0, null, false);

  public SourceRules {
    labels = Map.copyOf(labels);
  }
}
