package org.marsad.model.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Level;

/**
 * How a replay is, or was.
 *
 * @param id by which it is asked for
 * @param request what was asked
 * @param state whether it waits, runs or has ended, and how
 * @param problem why it failed; else empty
 * @param total about how many events there are in its range
 * @param events how many it has seen
 * @param first {@code @timestamp} of the earliest event; {@link Long#MAX_VALUE} before there is one
 * @param last {@code @timestamp} of the latest event; {@link Long#MIN_VALUE} before there is one
 * @param nanos how long it has run
 * @param findings how often its rules held
 * @param alertTotal alerts that would be raised, what goes on folded as it is in life
 * @param incidentTotal incidents that these would be
 * @param rules each rule that would raise an alert or has raised one, the loudest first
 * @param alerts the first of them, in the order of their time
 * @param incidents the first of them, the worst first
 * @param compared with what was raised in the range; null where that cannot be said
 * @param notes what is to be known about the answer
 */
public record ReplayReport(
    String id,
    ReplayRequest request,
    State state,
    String problem,
    long total,
    long events,
    long first,
    long last,
    long nanos,
    long findings,
    long alertTotal,
    long incidentTotal,
    List<RuleNoise> rules,
    List<ReplayAlert> alerts,
    List<ReplayIncident> incidents,
    @Nullable Compared compared,
    List<String> notes) {

  public ReplayReport {
    rules = List.copyOf(rules);
    alerts = List.copyOf(alerts);
    incidents = List.copyOf(incidents);
    notes = List.copyOf(notes);
  }

  /** How many days of log it has seen, one at least. */
  public double days() {
    return events == 0 ? 1 : Math.max(1, (last - first) / 86_400e9);
  }

  /** Events a second. */
  public double rate() {
    return nanos == 0 ? 0 : events * 1e9 / nanos;
  }

  /** How many times faster than the events came. */
  public double speed() {
    return nanos == 0 || events == 0 ? 0 : (double) (last - first) / nanos;
  }

  /** Where a replay stands. */
  public enum State {
    WAITING,
    RUNNING,
    DONE,
    CANCELLED,
    FAILED;

    /** Whether nothing more comes. */
    public boolean isEnd() {
      return this == DONE || this == CANCELLED || this == FAILED;
    }
  }

  /**
   * Alerts of two kinds held against each other.
   *
   * @param same raised then, and now
   * @param added now alone
   * @param gone then alone
   */
  public record Compared(long same, long added, long gone) {}

  /**
   * What one rule would raise.
   *
   * @param alerts that would be raised
   * @param compared with what it has raised in the range; null where that cannot be said
   */
  public record RuleNoise(
      String rule, String title, Level level, long alerts, @Nullable Compared compared) {}

  /**
   * An alert that would be raised.
   *
   * @param key what the rule grouped by, as {@code field=value}
   * @param first {@code @timestamp} of its earliest evidence
   * @param last {@code @timestamp} of its latest evidence
   * @param firstEvent the id of its first evidence
   * @param lastEvent the id of its last evidence
   * @param evidence how many events it has
   * @param incident the incident it would belong to; may be empty
   * @param wasRaised whether it was raised in life too; null where that cannot be said
   */
  public record ReplayAlert(
      String id,
      String rule,
      String title,
      Level level,
      List<String> key,
      long first,
      long last,
      long firstEvent,
      long lastEvent,
      long evidence,
      String reason,
      String incident,
      @Nullable Boolean wasRaised) {
    public ReplayAlert {
      key = List.copyOf(key);
    }
  }

  /** An incident that would be. */
  public record ReplayIncident(
      String id, String title, Level level, long alerts, long first, long last) {}
}
