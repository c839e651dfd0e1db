package org.marsad.rules.keyed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.sigma.SigmaCorrelation;

/** The correlations of all packs, from which timelines are made. Thread-safe. */
public final class KeyedRules {
  private final List<Rule.Grouped> rules;
  private final Map<String, List<Use>> uses = new HashMap<>();
  private final Map<String, Set<String>> picked = new HashMap<>();
  private final Set<String> silent = new HashSet<>();

  /**
   * Compiles.
   *
   * @param rules each behind those that it names
   */
  public KeyedRules(Collection<Rule.Grouped> rules) {
    this.rules = List.copyOf(rules);
    var told = new HashSet<String>();
    for (int number = 0; number < this.rules.size(); number++) {
      SigmaCorrelation correlation = this.rules.get(number).correlation();
      for (int rule = 0; rule < correlation.rules().size(); rule++) {
        String id = correlation.rules().get(rule);
        uses.computeIfAbsent(id, _ -> new ArrayList<>()).add(new Use(number, rule));
        Set<String> fields = picked.computeIfAbsent(id, _ -> new LinkedHashSet<>());
        fields.addAll(correlation.keys().get(rule));
        fields.addAll(correlation.values().get(rule));
        (correlation.generate() ? told : silent).add(id);
      }
    }
    silent.removeAll(told);
  }

  /** Those of packs. */
  public static KeyedRules of(List<Pack> packs) {
    var rules = new ArrayList<Rule.Grouped>();
    packs.forEach(pack -> rules.addAll(pack.grouped()));
    return new KeyedRules(rules);
  }

  /** The correlations, each behind those that it names. */
  public List<Rule.Grouped> rules() {
    return rules;
  }

  /** By rule id the fields that correlations need of its events. */
  public Map<String, Set<String>> picked() {
    return picked;
  }

  /** Whether a rule raises no alert of its own, since only correlations look at it. */
  public boolean isSilent(String rule) {
    return silent.contains(rule);
  }

  /** Whether some correlation looks at a rule. */
  public boolean isUsed(String rule) {
    return uses.containsKey(rule);
  }

  /**
   * A timeline without a past.
   *
   * @param memory bytes that the state of all correlations may take, as estimated
   * @param trail bytes that the events they may have to show may take
   */
  public KeyedTimeline timeline(long memory, long trail, Consumer<KeyedFinding> findings) {
    return new KeyedTimeline(this, memory, trail, findings);
  }

  List<Use> uses(String rule) {
    return uses.getOrDefault(rule, List.of());
  }

  /**
   * A place where a rule is named.
   *
   * @param correlation the number of the correlation
   * @param rule the number of the rule in it
   */
  record Use(int correlation, int rule) {}
}
