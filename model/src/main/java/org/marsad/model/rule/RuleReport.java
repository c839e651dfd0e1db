package org.marsad.model.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.incident.Level;

/**
 * How a rule is. Counts are since the process began.
 *
 * @param id unique among all packs
 * @param version of the rule
 * @param title one line
 * @param level how bad it is when it holds
 * @param kind {@code query}, {@code indicator}, {@code new-terms}, {@code sigma}, {@code
 *     sigma-correlation} or {@code drl}
 * @param attack ATT&CK ids
 * @param pack name of its pack
 * @param state whether it does its work
 * @param matches how often it held
 * @param suppressed how many of its alerts a suppression held for
 * @param lastMatch event time of the last one in nanoseconds since 1970; {@link #NEVER} if none
 * @param work what it did with single events; null for rules over several
 * @param memory what it remembers; null where it has no state of its own
 */
public record RuleReport(
    String id,
    int version,
    String title,
    Level level,
    String kind,
    List<String> attack,
    String pack,
    RuleState state,
    long matches,
    long suppressed,
    long lastMatch,
    @Nullable RuleWork work,
    @Nullable RuleMemory memory) {
  /** The last match of a rule that never held. */
  public static final long NEVER = Long.MIN_VALUE;

  public RuleReport {
    attack = List.copyOf(attack);
  }
}
