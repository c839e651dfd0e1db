package org.marsad.query;

import java.time.Duration;

/**
 * Exports of searches.
 *
 * @param concurrent how many run at a time; further ones are asked to come back
 * @param timeout the longest that one may take
 */
public record ExportConfig(int concurrent, Duration timeout) {
  public ExportConfig {
    if (concurrent < 1 || timeout.toMillis() < 1) {
      throw new IllegalArgumentException("concurrent and timeout must be positive");
    }
  }

  public static ExportConfig defaults() {
    return new ExportConfig(4, Duration.ofHours(6));
  }
}
