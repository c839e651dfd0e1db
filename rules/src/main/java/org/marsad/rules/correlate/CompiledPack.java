package org.marsad.rules.correlate;

import java.util.List;
import java.util.Map;
import org.kie.api.KieBase;
import org.marsad.rules.drl.Derivation;
import org.marsad.rules.drl.Lookup;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.word.Interest;

/**
 * A pack's correlations, ready for sessions. Thread-safe.
 *
 * @param rules by the name they have in their file
 * @param derivations what is measured for them outside of Drools
 * @param patterns what its patterns can use
 * @param interests what its patterns, measures and look-ups can use
 * @param lookups what its rules ask of the history
 * @param partition the attribute it may be split by; empty if it may not
 */
record CompiledPack(
    Pack pack,
    KieBase base,
    Map<String, Rule.Correlation> rules,
    List<Derivation> derivations,
    List<Interest> patterns,
    List<Interest> interests,
    List<Lookup> lookups,
    String partition) {
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

  /** Whether some pattern can use an event as a fact. */
  boolean inserts(Subject subject) {
    return subject.isWanted(patterns);
  }

  /** Whether some pattern looks at facts of a type. */
  boolean uses(String type) {
    return patterns.stream().anyMatch(interest -> interest.word().equals(type));
  }
}
