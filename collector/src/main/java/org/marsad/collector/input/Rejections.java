package org.marsad.collector.input;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.marsad.model.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections of an input that were turned away or broken off, by reason. The first one
 * of each peer and reason is told in the log as well, for so many of them. Thread-safe.
 */
final class Rejections {
  private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);
  private static final int MAX_TOLD = 1_000;

  private final String input;
  private final Metrics metrics;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Rejections(String input, Metrics metrics, String... expected) {
    this.input = input;
    this.metrics = metrics;
    for (String reason : expected) {
      counter(reason);
    }
  }

  /** One more. */
  void count(String reason, String peer) {
    count(reason, peer, "");
  }

  /**
   * One more.
   *
   * @param detail for the log; nothing that the peer wrote
   */
  void count(String reason, String peer, String detail) {
    counter(reason).increment();
    if (told.size() < MAX_TOLD && told.add(reason + ' ' + peer)) {
      LOG.warn(
          "input {} closed a connection of {}: {}{}; further ones are only counted",
          input,
          peer,
          reason,
          detail.isEmpty() ? "" : " (" + detail + ")");
    }
  }

  private Metrics.Counter counter(String reason) {
    return metrics.counter(
        "marsad_collector_refused_connections",
        "Connections turned away or broken off by us.",
        "input",
        input,
        "reason",
        reason);
  }
}
