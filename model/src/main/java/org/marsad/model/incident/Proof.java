package org.marsad.model.incident;

import java.util.List;

/**
 * The events for which a rule held.
 *
 * @param first {@code @timestamp} of the earliest, in nanoseconds since 1970
 * @param last {@code @timestamp} of the latest
 * @param raised clock of the log when the rule held first
 * @param evidence the events, in the order of time
 * @param total how many there were in all; more than {@code evidence} holds where the bound cut it
 * @param repeats how often the rule held for them, from 1
 * @param late whether one came later than the lateness bound
 */
public record Proof(
    long first,
    long last,
    long raised,
    List<Evidence> evidence,
    long total,
    long repeats,
    boolean late) {

  public Proof {
    evidence = List.copyOf(evidence);
    if (evidence.isEmpty() || total < evidence.size()) {
      throw new IllegalArgumentException("an alert names its evidence: " + total);
    }
  }

  /** The same, of which one event came too late. */
  public Proof withLate() {
    return new Proof(first, last, raised, evidence, total, repeats, true);
  }
}
