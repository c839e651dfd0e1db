package org.marsad.rules.explain;

import java.util.List;
import org.marsad.rules.explain.Verdict.Asked;

/**
 * Why a rule holds for an event, or why not.
 *
 * @param rule its id
 * @param title of the rule
 * @param source the logs the rule is for, and what of that the event is; empty if it is for all
 * @param ofSource whether the event is of those logs; the rule is not judged where it is not
 * @param condition the condition with all of its parts
 */
public record Explanation(
    String rule, String title, String source, boolean ofSource, Verdict condition) {
  /** Whether the rule holds. */
  public boolean holds() {
    return ofSource && condition.holds();
  }

  /** The fewest questions whose answers would have to be other ones for the condition to hold. */
  public List<Asked> nearestMiss() {
    return Nearest.miss(condition);
  }

  /** The nearest miss in a line or a few, for the failure of a test. */
  public String miss() {
    var told = new StringBuilder();
    if (!ofSource) {
      told.append(source);
    }
    for (Asked asked : nearestMiss()) {
      told.append(told.isEmpty() ? "" : "\n").append(asked.told());
    }
    return told.toString();
  }
}
