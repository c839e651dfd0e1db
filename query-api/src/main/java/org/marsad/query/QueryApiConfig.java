package org.marsad.query;

import java.time.Duration;
import java.util.List;
import org.marsad.model.pipe.Limits;
import org.marsad.query.feed.WebhookConfig;

/**
 * Settings of the API.
 *
 * @param timeout the longest a search may take
 * @param concurrentSearches searches at a time; further ones are asked to come back
 * @param concurrentTails live tails at a time, and as many streams of incidents
 * @param keptQuestions of the questions that are asked most so many are kept over a restart, to be
 *     looked up beforehand; 0 for none
 * @param limits what one search may keep in memory
 * @param exports searches whose rows are streamed, however many
 * @param jobs searches that run by themselves
 * @param webhooks whom to tell of new and raised incidents
 */
public record QueryApiConfig(
    Duration timeout,
    int concurrentSearches,
    int concurrentTails,
    int keptQuestions,
    Limits limits,
    ExportConfig exports,
    JobsConfig jobs,
    List<WebhookConfig> webhooks) {
  public QueryApiConfig {
    webhooks = List.copyOf(webhooks);
    if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("timeout must be in 1ms..1h: " + timeout);
    }
    if (concurrentSearches < 1) {
      throw new IllegalArgumentException("concurrent_searches must be positive");
    }
    if (concurrentTails < 0) {
      throw new IllegalArgumentException("concurrent_tails must not be negative");
    }
    if (keptQuestions < 0 || keptQuestions > 1_000) {
      throw new IllegalArgumentException("kept_questions must be in 0..1000: " + keptQuestions);
    }
  }

  public static QueryApiConfig defaults() {
    return new QueryApiConfig(
        Duration.ofSeconds(30),
        16,
        32,
        64,
        Limits.defaults(),
        ExportConfig.defaults(),
        JobsConfig.defaults(),
        List.of());
  }
}
