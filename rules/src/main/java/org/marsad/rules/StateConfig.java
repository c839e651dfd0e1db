package org.marsad.rules;

import java.time.Duration;
import org.marsad.model.config.ByteSize;

/**
 * What the rules may remember. What has to be forgotten is counted, by rule where it has one.
 *
 * @param memory that groups of correlations and values seen before may take together, as estimated
 * @param trail memory for the events that correlations may have to show
 * @param innerEvents correlations that held and that others name, whose events are remembered
 * @param lateEvery how long late events wait at most, on the clock of the log, to be looked at
 *     together
 * @param lateWaiting memory for late events that wait, as estimated
 * @param lateMemory that a review of late events may take: half of it what is looked at, half the
 *     state
 * @param lateReach how far around late events the store is looked at
 * @param lateEvents stored events that are looked at around late ones
 * @param seedValues values that one rule for new values is told from the store
 * @param historyEvents events that one look-up of a pack can find
 * @param historyDepth of them with the same key
 * @param historyFor how long they can be found
 */
public record StateConfig(
    ByteSize memory,
    ByteSize trail,
    int innerEvents,
    Duration lateEvery,
    ByteSize lateWaiting,
    ByteSize lateMemory,
    Duration lateReach,
    int lateEvents,
    int seedValues,
    int historyEvents,
    int historyDepth,
    Duration historyFor) {
  public StateConfig {
    if (memory.bytes() < 1
        || trail.bytes() < 1
        || lateWaiting.bytes() < 1
        || lateMemory.bytes() < 2) {
      throw new IllegalArgumentException(
          "memory, trail, late_waiting and late_memory must be positive");
    }
    if (innerEvents < 1
        || lateEvents < 1
        || seedValues < 1
        || historyEvents < 1
        || historyDepth < 1) {
      throw new IllegalArgumentException(
          "inner_events, late_events, seed_values, history_events and history_depth must be"
              + " positive");
    }
    if (!lateEvery.isPositive()) {
      throw new IllegalArgumentException("late_every must be positive");
    }
    if (!lateReach.isPositive() || !historyFor.isPositive()) {
      throw new IllegalArgumentException("late_reach and history_for must be positive");
    }
  }

  public static StateConfig defaults() {
    return new StateConfig(
        ByteSize.ofMiB(512),
        ByteSize.ofMiB(32),
        20_000,
        Duration.ofSeconds(2),
        ByteSize.ofMiB(64),
        ByteSize.ofMiB(128),
        Duration.ofDays(1),
        500_000,
        1_000_000,
        200_000,
        64,
        Duration.ofDays(1));
  }

  StateConfig withMemory(ByteSize other) {
    return new StateConfig(
        other,
        trail,
        innerEvents,
        lateEvery,
        lateWaiting,
        lateMemory,
        lateReach,
        lateEvents,
        seedValues,
        historyEvents,
        historyDepth,
        historyFor);
  }
}
