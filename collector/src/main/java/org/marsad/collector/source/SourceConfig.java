package org.marsad.collector.source;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code collector.sources}: what is so for the sources that it matches. What an entry
 * leaves out is taken from the next one that matches and says it, so that a device may differ from
 * its network in one setting.
 *
 * @param match which sources are meant, see {@link SourceMatch}
 * @param zone of time stamps that name none
 * @param format the format that reads every frame
 * @param labels go into every event as {@code labels.NAME}; those of all matching entries are
 *     joined
 * @param weight of the source where room is scarce; 1 if nobody says otherwise
 * @param rateLimit events a second in the long run; none if nobody says it
 * @param rateBurst events at once beyond that; as many as in two seconds if nobody says otherwise
 * @param expectEvery silence longer than this is told; learned if nobody says it
 * @param applyClockOffset whether a steady error of the source's clock is taken off its time stamps
 */
public record SourceConfig(
    String match,
    @Nullable ZoneId zone,
    @Nullable String format,
    Map<String, String> labels,
    @Nullable Integer weight,
    @Nullable Integer rateLimit,
    @Nullable Integer rateBurst,
    @Nullable Duration expectEvery,
    @Nullable Boolean applyClockOffset) {
  /** Labels of one entry at most. */
  static final int MAX_LABELS = 32;

  static final int MAX_WEIGHT = 1_000;
  private static final int MAX_RATE = 100_000_000;
  private static final Duration LEAST_EXPECTED = Duration.ofSeconds(1);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  @SuppressWarnings("ConstantValue") // what was not written arrives as null
  public SourceConfig {
    var problems = new ArrayList<String>();
    if (match == null) {
      match = "";
    }
    try {
      SourceMatch.parse(match);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    labels = labels == null ? Map.of() : Map.copyOf(new TreeMap<>(labels));
    if (labels.size() > MAX_LABELS) {
      problems.add("at most " + MAX_LABELS + " labels, found " + labels.size());
    }
    range("weight", weight, MAX_WEIGHT, problems);
    range("rate_limit", rateLimit, MAX_RATE, problems);
    range("rate_burst", rateBurst, MAX_RATE, problems);
    if (expectEvery != null && expectEvery.compareTo(LEAST_EXPECTED) < 0) {
      problems.add("expect_every must be at least 1s: " + expectEvery);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** An entry that says nothing but whom it is about. */
  public static SourceConfig of(String match) {
    return new SourceConfig(match, null, null, Map.of(), null, null, null, null, null);
  }

  private static void range(
      String key, @Nullable Integer value, int most, ArrayList<String> problems) {
    if (value != null && (value < 1 || value > most)) {
      problems.add(key + " must be in 1.." + most + ": " + value);
    }
  }
}
