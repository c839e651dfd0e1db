package org.marsad.rules.match;

import java.util.Arrays;
import java.util.List;
import org.marsad.model.rule.RuleWork;

/**
 * What one thread counts of the rules of a set. Others may read it any time; they see numbers that
 * were true a moment ago.
 */
final class RuleCounts {
  /** One event of so many is timed. */
  private static final int SAMPLED = 64;

  long events;
  final boolean[] isSeen;
  private final long[] candidates;
  private final long[] matches;
  private final long[] nanos;
  private final long[] lastMatch;
  private final long[][] misses;

  RuleCounts(List<Judgement> conditions, int fields) {
    int rules = conditions.size();
    isSeen = new boolean[fields];
    candidates = new long[rules];
    matches = new long[rules];
    nanos = new long[rules];
    lastMatch = new long[rules];
    Arrays.fill(lastMatch, RuleWork.NEVER);
    misses = new long[rules][];
    for (int rule = 0; rule < rules; rule++) {
      misses[rule] = new long[conditions.get(rule).parts()];
    }
  }

  /** Evaluates a rule for the event of the pass, and counts. */
  boolean judge(int rule, Judgement condition, Pass pass, long time) {
    candidates[rule]++;
    boolean isTimed = events % SAMPLED == 0;
    long begin = isTimed ? System.nanoTime() : 0;
    int missed = condition.missed(pass);
    if (isTimed) {
      nanos[rule] += (System.nanoTime() - begin) * SAMPLED;
    }
    if (missed == Node.HOLDS) {
      matches[rule]++;
      lastMatch[rule] = Math.max(lastMatch[rule], time);
      return true;
    }
    if (missed >= 0) {
      misses[rule][missed]++;
    }
    return false;
  }

  long candidates(int rule) {
    return candidates[rule];
  }

  long matches(int rule) {
    return matches[rule];
  }

  long nanos(int rule) {
    return nanos[rule];
  }

  long lastMatch(int rule) {
    return lastMatch[rule];
  }

  long misses(int rule, int part) {
    return misses[rule][part];
  }
}
