package org.marsad.model.rule;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rule for single events has done since it was loaded.
 *
 * @param readiness whether it could hold at all, by what has arrived so far
 * @param blind the fields whose absence keeps it from ever holding; empty unless it is blind
 * @param events events of its logs
 * @param candidates events on which its condition was evaluated; of the others it was known before
 * @param matches events for which it held
 * @param nearMisses events for which all but one of its conditions held, by that one
 * @param nanos time spent in its conditions, estimated from samples
 * @param lastMatch event time of the last match in nanoseconds since 1970; {@link #NEVER} if none
 * @param sources readiness by the logs it was judged on, where these are told apart
 */
public record RuleWork(
    Readiness readiness,
    List<String> blind,
    long events,
    long candidates,
    long matches,
    Map<String, Long> nearMisses,
    long nanos,
    long lastMatch,
    Map<String, Source> sources) {
  /** The last match of a rule that never held. */
  public static final long NEVER = Long.MIN_VALUE;

  /** A rule of whose logs nothing came. */
  public static final RuleWork NONE =
      new RuleWork(Readiness.NEVER_EVALUATED, List.of(), 0, 0, 0, Map.of(), 0, NEVER);

  public RuleWork {
    blind = List.copyOf(blind);
    nearMisses = Map.copyOf(nearMisses);
    sources = Map.copyOf(sources);
  }

  /** Of logs that are not told apart. */
  public RuleWork(
      Readiness readiness,
      List<String> blind,
      long events,
      long candidates,
      long matches,
      Map<String, Long> nearMisses,
      long nanos,
      long lastMatch) {
    this(readiness, blind, events, candidates, matches, nearMisses, nanos, lastMatch, Map.of());
  }

  /** The same, as what it did with logs of this name. */
  public RuleWork on(String source) {
    return new RuleWork(
        readiness,
        blind,
        events,
        candidates,
        matches,
        nearMisses,
        nanos,
        lastMatch,
        Map.of(source, new Source(readiness, blind, events)));
  }

  /** Both together: the same rule over other logs, or on another thread. */
  public RuleWork plus(RuleWork other) {
    Readiness better = readiness.compareTo(other.readiness) <= 0 ? readiness : other.readiness;
    var misses = new TreeMap<>(nearMisses);
    other.nearMisses.forEach((part, count) -> misses.merge(part, count, Long::sum));
    var both = new TreeMap<>(sources);
    other.sources.forEach((name, source) -> both.merge(name, source, Source::plus));
    List<String> fields =
        better != Readiness.BLIND ? List.of() : readiness == better ? blind : other.blind;
    return new RuleWork(
        better,
        fields,
        events + other.events,
        candidates + other.candidates,
        matches + other.matches,
        misses,
        nanos + other.nanos,
        Math.max(lastMatch, other.lastMatch),
        both);
  }

  /**
   * What of it was on some of its logs.
   *
   * @param readiness whether it could hold there
   * @param blind the fields that never arrived there
   * @param events how many there were
   */
  public record Source(Readiness readiness, List<String> blind, long events) {
    public Source {
      blind = List.copyOf(blind);
    }

    private Source plus(Source other) {
      Source better = readiness.compareTo(other.readiness) <= 0 ? this : other;
      return new Source(better.readiness, better.blind, events + other.events);
    }
  }

  /** Whether a rule could hold; the best first. */
  public enum Readiness {
    /** Its logs arrive, with what it needs. */
    ARMED,
    /** Its logs arrive, and a field that it needs never did. */
    BLIND,
    /** None of its logs has arrived. */
    NEVER_EVALUATED
  }
}
