package org.marsad.model.incident;

import java.util.List;
import java.util.Locale;

/**
 * What came of an action.
 *
 * @param action the action's id
 * @param applied false if it lies in the log but is not judged yet, because the rules are behind
 * @param results one for each target; where a new incident came of it, that is the last
 */
public record Outcome(String action, boolean applied, List<Result> results) {
  public Outcome {
    results = List.copyOf(results);
  }

  /**
   * What came of it for one target.
   *
   * @param id the target
   * @param verdict whether it was done
   * @param revision the target's revision now; 0 if there is none
   * @param detail why it was not done; may be empty
   */
  public record Result(String id, Verdict verdict, long revision, String detail) {}

  /** Whether it was done. */
  public enum Verdict {
    DONE,
    /** The target was changed since the person looked at it. */
    CONFLICT,
    /** There is no such target. */
    UNKNOWN,
    /** It cannot be done; the detail says why. */
    REFUSED;

    /** The word in lower case. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
