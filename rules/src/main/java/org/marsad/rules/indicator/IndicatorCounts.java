package org.marsad.rules.indicator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.marsad.model.rule.RuleWork;
import org.marsad.model.rule.RuleWork.Readiness;

/** What a rule with a list has done. Thread-safe. */
final class IndicatorCounts {
  /** One look-up of so many is timed. */
  private static final int SAMPLED = 64;

  private final LongAdder candidates = new LongAdder();
  private final LongAdder matches = new LongAdder();
  private final LongAdder otherwise = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final AtomicLong lastMatch = new AtomicLong(RuleWork.NEVER);

  /** Whether the event of this id is one of those that are timed. */
  static boolean isTimed(long event) {
    return event % SAMPLED == SAMPLED - 1;
  }

  /** An event has a value that was looked up. */
  void candidate() {
    candidates.increment();
  }

  /** It was on the list, but the event is not what else it must be. */
  void missed() {
    otherwise.increment();
  }

  /** The rule held for an event of this time. */
  void matched(long time) {
    matches.increment();
    lastMatch.accumulateAndGet(time, Math::max);
  }

  /** A timed look-up took so long. */
  void took(long time) {
    nanos.add(time * SAMPLED);
  }

  /**
   * All of it.
   *
   * @param events how many there were
   * @param fields of which one is enough
   * @param match what an event must be besides
   */
  RuleWork work(long events, List<String> fields, String match) {
    boolean isBlind = candidates.sum() == 0;
    Readiness readiness =
        events == 0 ? Readiness.NEVER_EVALUATED : isBlind ? Readiness.BLIND : Readiness.ARMED;
    return new RuleWork(
        readiness,
        readiness == Readiness.BLIND ? List.of(String.join(" or ", fields)) : List.of(),
        events,
        candidates.sum(),
        matches.sum(),
        otherwise.sum() == 0 ? Map.of() : Map.of(match, otherwise.sum()),
        nanos.sum(),
        lastMatch.get());
  }
}
