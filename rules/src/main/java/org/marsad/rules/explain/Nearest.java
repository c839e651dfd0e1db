package org.marsad.rules.explain;

import java.util.ArrayList;
import java.util.List;
import org.marsad.rules.explain.Verdict.Asked;
import org.marsad.rules.explain.Verdict.How;
import org.marsad.rules.explain.Verdict.Joined;

/**
 * The nearest miss: the fewest questions whose answers would have to be other ones. Among as many,
 * those whose fields the event has, and whose values resemble what was wanted.
 */
final class Nearest {
  private Nearest() {}

  /** What would have to change; empty if the condition holds. */
  static List<Asked> miss(Verdict verdict) {
    return toBe(true, verdict);
  }

  private static List<Asked> toBe(boolean wanted, Verdict verdict) {
    if (verdict.holds() == wanted) {
      return List.of();
    }
    return switch (verdict) {
      case Asked asked -> List.of(asked);
      case Joined joined -> {
        boolean parts = joined.how() == How.NONE ? !wanted : wanted;
        boolean all = (joined.how() == How.ALL) == wanted;
        yield all ? sum(parts, joined.parts()) : least(parts, joined.parts());
      }
    };
  }

  private static List<Asked> sum(boolean wanted, List<Verdict> parts) {
    var sum = new ArrayList<Asked>();
    parts.forEach(part -> sum.addAll(toBe(wanted, part)));
    return sum;
  }

  private static List<Asked> least(boolean wanted, List<Verdict> parts) {
    List<Asked> least = List.of();
    double best = Double.MAX_VALUE;
    for (Verdict part : parts) {
      List<Asked> one = toBe(wanted, part);
      double cost = 0;
      for (Asked asked : one) {
        cost += 1 - 0.4 * likeness(asked);
      }
      if (cost < best) {
        best = cost;
        least = one;
      }
    }
    return least;
  }

  /** From 0, the field is not there, to 1, as good as wanted. */
  private static double likeness(Asked asked) {
    double best = 0;
    for (String value : asked.seen()) {
      best = Math.max(best, 0.3 + 0.7 * shared(value, asked.wanted()));
    }
    return best;
  }

  /** The share of three-letter pieces of what is wanted that the value has. */
  private static double shared(String value, String wanted) {
    int first = wanted.indexOf('"') + 1;
    int last = wanted.lastIndexOf('"');
    String text = first > 0 && last > first ? wanted.substring(first, last) : wanted;
    int pieces = text.length() - 2;
    int found = 0;
    for (int i = 0; i < pieces; i++) {
      found += has(value, text, i) ? 1 : 0;
    }
    return pieces <= 0 ? 0 : (double) found / pieces;
  }

  private static boolean has(String value, String text, int at) {
    for (int i = 0; i + 3 <= value.length(); i++) {
      if (value.regionMatches(true, i, text, at, 3)) {
        return true;
      }
    }
    return false;
  }
}
