package org.marsad.rules.correlate;

import java.util.List;
import java.util.Map;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieContainer;
import org.marsad.rules.correlate.api.Alert;
import org.marsad.rules.correlate.api.Derived;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.drl.Derivation;
import org.marsad.rules.drl.Lookup;
import org.marsad.rules.drl.Pattern;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.word.Interest;

/**
 * A pack's correlations, ready for sessions. Thread-safe.
 *
 * @param container what holds its classes
 * @param rules by the name they have in their file
 * @param derivations what is measured for them outside of Drools
 * @param patterns what its rules look for
 * @param interests what its patterns, measures and look-ups can use
 * @param lookups what its rules ask of the history
 * @param partition the attribute it is split by; empty if it is not
 * @param reach how far apart in time events can lie that meet in it, in nanoseconds, without what
 *     its look-ups reach
 * @param print what tells it from the same pack with other correlations
 */
record CompiledPack(
    Pack pack,
    KieContainer container,
    KieBase base,
    Map<String, Rule.Correlation> rules,
    List<Derivation> derivations,
    List<Pattern> patterns,
    List<Interest> interests,
    List<Lookup> lookups,
    String partition,
    long reach,
    long print) {
  CompiledPack {
    rules = Map.copyOf(rules);
    derivations = List.copyOf(derivations);
    patterns = List.copyOf(patterns);
    interests = List.copyOf(interests);
    lookups = List.copyOf(lookups);
  }

  /** The package of a pack's DRL. */
  static String packageName(String pack) {
    return "packs." + pack.replace('-', '_');
  }

  String packageName() {
    return packageName(pack.name());
  }

  /** Whether a signal can be of use to some pattern, measure or look-up. */
  boolean isWanted(Signal signal, List<String> words) {
    for (Interest interest : interests) {
      boolean isAlert = interest.word().equals("Alert") && !signal.detections().isEmpty();
      if (isAlert || words.contains(interest.word())) {
        return true;
      }
    }
    return false;
  }

  /** Whether some pattern can use an event as a fact. */
  private boolean inserts(Subject subject) {
    for (Pattern pattern : patterns) {
      if (subject.isWanted(pattern.interest())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a fact that another version of the pack had is of use to some pattern. */
  boolean keeps(Happening fact) {
    return fact instanceof Derived
        || fact instanceof Alert
        || inserts(Subject.of(fact.getClass().getSimpleName(), fact.evidence().getLast()));
  }

  /** Whether both have the same classes. */
  boolean isSame(CompiledPack other) {
    return container.equals(other.container);
  }

  /** No session uses it any more: its classes may go. */
  void release() {
    container.dispose();
  }

  /** Whether some pattern looks at facts of a type. */
  boolean uses(String type) {
    return patterns.stream().anyMatch(pattern -> pattern.interest().word().equals(type));
  }
}
