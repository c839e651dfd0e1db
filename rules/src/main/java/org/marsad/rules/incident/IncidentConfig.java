package org.marsad.rules.incident;

import java.time.Duration;

/**
 * How alerts become incidents.
 *
 * @param needed what an alert must share with an incident to join it, in bits
 * @param reopen what happens where an alert belongs to a closed incident
 * @param reopenFor how long after its close an incident takes alerts, on the clock of the log
 * @param stormPerMinute alerts of one rule in a minute of event time; further ones are folded into
 *     one
 * @param keepFor how long closed incidents are kept that nothing changes any more, on the clock of
 *     the log; 0 for ever
 */
public record IncidentConfig(
    double needed, Reopen reopen, Duration reopenFor, int stormPerMinute, Duration keepFor) {
  public IncidentConfig {
    if (!(needed > 0 && needed <= 1000)) {
      throw new IllegalArgumentException("needed must be above 0 and at most 1000: " + needed);
    }
    if (reopenFor.isNegative()) {
      throw new IllegalArgumentException("reopen_for must not be negative: " + reopenFor);
    }
    if (keepFor.isNegative()) {
      throw new IllegalArgumentException("keep_for must not be negative: " + keepFor);
    }
    if (stormPerMinute < 1) {
      throw new IllegalArgumentException("storm_per_minute must be positive: " + stormPerMinute);
    }
  }

  public static IncidentConfig defaults() {
    return new IncidentConfig(7, Reopen.REAL, Duration.ofDays(7), 100, Duration.ZERO);
  }

  /** What happens where an alert belongs to a closed incident. */
  public enum Reopen {
    /** It is opened again. */
    ALWAYS,
    /**
     * It is opened again unless it was closed as no attack; then rules it had already add to it
     * without opening it, and others begin a new one.
     */
    REAL,
    /** A new one begins. */
    NEVER
  }
}
