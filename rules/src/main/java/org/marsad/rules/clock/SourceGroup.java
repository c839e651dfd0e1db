package org.marsad.rules.clock;

import java.time.Duration;

/**
 * Sources whose events come later than those of others, and how much.
 *
 * @param match which sources: an address, a network, {@code input:NAME} or {@code *}, several with
 *     commas between
 * @param lateness how long the correlation waits for their events
 */
public record SourceGroup(String match, Duration lateness) {
  /** As long as anybody may make all correlations wait. */
  public static final Duration LONGEST = Duration.ofHours(24);

  public SourceGroup {
    SourceGroups.places(match);
    if (lateness.isNegative() || lateness.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("lateness must be in 0s..1d: " + lateness);
    }
  }
}
