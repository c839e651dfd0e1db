package org.marsad.rules;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.marsad.model.config.ByteSize;
import org.marsad.rules.clock.SourceGroup;
import org.marsad.rules.correlate.Limits;
import org.marsad.rules.correlate.PackQuota;
import org.marsad.rules.incident.IncidentConfig;

/**
 * Settings of the rule engine.
 *
 * @param packs a folder of packs; empty for those that come with Marsad
 * @param packsEvery how often that folder is looked at for changes; 0 for never
 * @param checkpoint the file that keeps the state over restarts
 * @param checkpointEvery how often it is written; a restart replays what came later
 * @param lanes threads that correlate; 0 for as many as there are processors
 * @param partitions into how many parts a pack is split that says by what
 * @param lateness how long the correlation waits for events that come out of order
 * @param sources groups of sources with a lateness of their own; the first that fits counts
 * @param reorderCapacity signals that wait for their turn at most
 * @param lateCapacity late signals that are collected before they are looked at together
 * @param incidentWindow how far apart in time alerts of one incident may be
 * @param openIncidents incidents at hand that alerts can join; others are looked up in the store
 * @param incidents how alerts become incidents
 * @param quota what one pack of correlations may cost
 * @param state what may be remembered
 * @param assets a list of what is watched over, for packs; empty for none
 */
public record RulesConfig(
    Path packs,
    Duration packsEvery,
    Path checkpoint,
    Duration checkpointEvery,
    int lanes,
    int partitions,
    Duration lateness,
    List<SourceGroup> sources,
    int reorderCapacity,
    int lateCapacity,
    Duration incidentWindow,
    int openIncidents,
    IncidentConfig incidents,
    PackQuota quota,
    StateConfig state,
    Path assets) {

  public RulesConfig {
    sources = List.copyOf(sources);
    if (lateness.isNegative() || lateness.compareTo(SourceGroup.LONGEST) > 0) {
      throw new IllegalArgumentException("lateness must be in 0s..1d: " + lateness);
    }
    if (reorderCapacity < 1 || lateCapacity < 1 || openIncidents < 1) {
      throw new IllegalArgumentException(
          "reorder_capacity, late_capacity and open_incidents must be positive");
    }
    Duration least = incidents.reopenFor().plus(incidentWindow);
    if (!incidents.keepFor().isZero() && incidents.keepFor().compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "incidents.keep_for must be 0 or at least reopen_for and incident_window together ("
              + least
              + "): "
              + incidents.keepFor());
    }
    if (checkpointEvery.toMillis() < 1) {
      throw new IllegalArgumentException("checkpoint_every must be at least 1ms");
    }
    if (packsEvery.isNegative()) {
      throw new IllegalArgumentException("packs_every must not be negative: " + packsEvery);
    }
    if (lanes < 0 || lanes > 256 || partitions < 1 || partitions > 64) {
      throw new IllegalArgumentException("lanes must be in 0..256, partitions in 1..64");
    }
  }

  public static RulesConfig defaults(Path checkpoint) {
    return new RulesConfig(
        Path.of(""),
        Duration.ofSeconds(1),
        checkpoint,
        Duration.ofSeconds(10),
        0,
        4,
        Duration.ofSeconds(30),
        List.of(),
        500_000,
        100_000,
        Duration.ofHours(24),
        10_000,
        IncidentConfig.defaults(),
        PackQuota.DEFAULT,
        StateConfig.defaults(),
        Path.of(""));
  }

  /** What sessions may keep and cost. */
  Limits limits() {
    return new Limits(
        quota, partitions, state.historyEvents(), state.historyDepth(), state.historyFor());
  }

  /** How many threads correlate. */
  int threads() {
    return lanes == 0 ? Runtime.getRuntime().availableProcessors() : lanes;
  }

  /** These settings, to be changed in parts. */
  public Builder change() {
    return new Builder(this);
  }

  /**
   * The settings for an engine beside the one at work: its state in another file, written at its
   * end, and one thread.
   */
  public RulesConfig beside(Path otherCheckpoint) {
    return change()
        .checkpoint(otherCheckpoint)
        .checkpointEvery(Duration.ofDays(365))
        .lanes(1)
        .build();
  }

  /** Settings of which some are changed by code; the others come from the file of settings. */
  public static final class Builder {
    private final RulesConfig from;
    private Path checkpoint;
    private Duration checkpointEvery;
    private int lanes;
    private StateConfig state;

    private Builder(RulesConfig from) {
      this.from = from;
      checkpoint = from.checkpoint;
      checkpointEvery = from.checkpointEvery;
      lanes = from.lanes;
      state = from.state;
    }

    /** With the state in this file. */
    public Builder checkpoint(Path file) {
      checkpoint = file;
      return this;
    }

    /** With checkpoints at this pace. */
    public Builder checkpointEvery(Duration every) {
      checkpointEvery = every;
      return this;
    }

    /** On so many threads. */
    public Builder lanes(int count) {
      lanes = count;
      return this;
    }

    /** With so much memory for what is kept by key. */
    public Builder memory(ByteSize size) {
      state = state.withMemory(size);
      return this;
    }

    /** The settings, checked. */
    public RulesConfig build() {
      return new RulesConfig(
          from.packs,
          from.packsEvery,
          checkpoint,
          checkpointEvery,
          lanes,
          from.partitions,
          from.lateness,
          from.sources,
          from.reorderCapacity,
          from.lateCapacity,
          from.incidentWindow,
          from.openIncidents,
          from.incidents,
          from.quota,
          state,
          from.assets);
    }
  }
}
