package org.marsad.rules;

import java.nio.file.Path;
import java.time.Duration;
import org.marsad.rules.correlate.PackQuota;
import org.marsad.rules.incident.IncidentConfig;

/**
 * Settings of the rule engine.
 *
 * @param packs a folder of packs; empty for those that come with Marsad
 * @param checkpoint the file that keeps the state over restarts
 * @param checkpointEvery how often it is written; a restart replays what came later
 * @param lateness how long the correlation waits for events that come out of order
 * @param reorderCapacity signals that wait for their turn at most
 * @param lateCapacity late signals that are collected before they are looked at together
 * @param incidentWindow how far apart in time alerts of one incident may be
 * @param openIncidents incidents at hand that alerts can join; others are looked up in the store
 * @param incidents how alerts become incidents
 * @param quota what one pack of correlations may cost
 * @param assets a list of what is watched over, for packs; empty for none
 */
public record RulesConfig(
    Path packs,
    Path checkpoint,
    Duration checkpointEvery,
    Duration lateness,
    int reorderCapacity,
    int lateCapacity,
    Duration incidentWindow,
    int openIncidents,
    IncidentConfig incidents,
    PackQuota quota,
    Path assets) {

  public RulesConfig {
    if (lateness.isNegative() || lateness.compareTo(Duration.ofHours(24)) > 0) {
      throw new IllegalArgumentException("lateness must be in 0s..1d: " + lateness);
    }
    if (reorderCapacity < 1 || lateCapacity < 1 || openIncidents < 1) {
      throw new IllegalArgumentException(
          "reorder_capacity, late_capacity and open_incidents must be positive");
    }
    if (checkpointEvery.toMillis() < 1) {
      throw new IllegalArgumentException("checkpoint_every must be at least 1ms");
    }
  }

  public static RulesConfig defaults(Path checkpoint) {
    return new RulesConfig(
        Path.of(""),
        checkpoint,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        500_000,
        100_000,
        Duration.ofHours(24),
        10_000,
        IncidentConfig.defaults(),
        PackQuota.DEFAULT,
        Path.of(""));
  }

  /** The same with checkpoints at another pace. */
  public RulesConfig withCheckpointEvery(Duration every) {
    return new RulesConfig(
        packs,
        checkpoint,
        every,
        lateness,
        reorderCapacity,
        lateCapacity,
        incidentWindow,
        openIncidents,
        incidents,
        quota,
        assets);
  }
}
