package org.marsad.query;

import java.time.Duration;

/**
 * Settings of the API.
 *
 * @param timeout the longest a search may take
 * @param concurrentSearches searches at a time; further ones are asked to come back
 * @param concurrentTails live tails at a time
 */
public record QueryApiConfig(Duration timeout, int concurrentSearches, int concurrentTails) {
  public QueryApiConfig {
    if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("timeout must be in 1ms..1h: " + timeout);
    }
    if (concurrentSearches < 1) {
      throw new IllegalArgumentException("concurrent_searches must be positive");
    }
    if (concurrentTails < 0) {
      throw new IllegalArgumentException("concurrent_tails must not be negative");
    }
  }

  public static QueryApiConfig defaults() {
    return new QueryApiConfig(Duration.ofSeconds(30), 16, 32);
  }
}
