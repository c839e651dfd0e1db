package org.marsad.rules.keyed;

import java.util.ArrayList;
import java.util.BitSet;
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

/**
 * The correlations and the rules for new values of all packs, from which timelines are made.
 * Thread-safe.
 */
public final class KeyedRules {
  private final List<Rule.Grouped> rules;
  private final List<Rule.NewTerms> newTerms;
  private final Map<String, Integer> termsById = new HashMap<>();
  private final BitSet withInner = new BitSet();
  private final Map<String, List<Use>> uses = new HashMap<>();
  private final Map<String, Set<String>> picked = new HashMap<>();
  private final Set<String> silent = new HashSet<>();
  private final Map<String, String> titles = new HashMap<>();

  /**
   * Compiles.
   *
   * @param rules each behind those that it names
   */
  public KeyedRules(Collection<Rule.Grouped> rules, List<Rule.NewTerms> newTerms) {
    this.rules = List.copyOf(rules);
    this.newTerms = List.copyOf(newTerms);
    for (int number = 0; number < newTerms.size(); number++) {
      termsById.put(newTerms.get(number).meta().id(), number);
    }
    var told = new HashSet<String>();
    var known = new HashSet<String>();
    for (int number = 0; number < this.rules.size(); number++) {
      SigmaCorrelation correlation = this.rules.get(number).correlation();
      for (int rule = 0; rule < correlation.rules().size(); rule++) {
        String id = correlation.rules().get(rule);
        if (known.contains(id)) {
          withInner.set(number);
        }
        uses.computeIfAbsent(id, _ -> new ArrayList<>()).add(new Use(number, rule));
        Set<String> fields = picked.computeIfAbsent(id, _ -> new LinkedHashSet<>());
        fields.addAll(correlation.keys().get(rule));
        fields.addAll(correlation.values().get(rule));
        (correlation.generate() ? told : silent).add(id);
      }
      known.add(correlation.id());
      titles.put(correlation.id(), correlation.title());
    }
    silent.removeAll(told);
  }

  /** Those of packs. */
  public static KeyedRules of(List<Pack> packs) {
    var rules = new ArrayList<Rule.Grouped>();
    var newTerms = new ArrayList<Rule.NewTerms>();
    for (Pack pack : packs) {
      rules.addAll(pack.grouped());
      newTerms.addAll(pack.newTerms());
    }
    var all = new KeyedRules(GroupedOrder.sorted(rules), newTerms);
    for (Pack pack : packs) {
      pack.singles().forEach(rule -> all.titles.put(rule.meta().id(), rule.meta().title()));
    }
    return all;
  }

  /** The title of a rule, or the id where no pack has it. */
  String title(String id) {
    return titles.getOrDefault(id, id);
  }

  /** The correlations, each behind those that it names. */
  public List<Rule.Grouped> rules() {
    return rules;
  }

  /** Rules for values that were never seen before. */
  public List<Rule.NewTerms> newTerms() {
    return newTerms;
  }

  /** Whether a correlation names another. */
  boolean hasInner(int number) {
    return withInner.get(number);
  }

  /** The number of a rule for new values, or -1 if it is none. */
  int term(String rule) {
    return termsById.getOrDefault(rule, -1);
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
    return timeline(memory, trail, 20_000, findings);
  }

  /**
   * A timeline without a past.
   *
   * @param memory bytes that the state of all correlations may take, as estimated
   * @param trail bytes that the events they may have to show may take
   * @param inner correlations that hold and that others name, whose events are remembered
   */
  public KeyedTimeline timeline(
      long memory, long trail, int inner, Consumer<KeyedFinding> findings) {
    return new KeyedTimeline(this, memory, trail, inner, findings);
  }

  /** The correlations alone. */
  public KeyedRules correlations() {
    return new KeyedRules(rules, List.of());
  }

  /**
   * How far before an event others may lie that a correlation looks at together with it, in
   * nanoseconds.
   */
  public long reach() {
    Map<String, Long> reaches = new HashMap<>();
    long most = 0;
    for (Rule.Grouped rule : rules) {
      long inner = 0;
      for (String id : rule.correlation().rules()) {
        inner = Math.max(inner, reaches.getOrDefault(id, 0L));
      }
      long reach = rule.correlation().timespan() + inner;
      reaches.put(rule.meta().id(), reach);
      most = Math.max(most, reach);
    }
    return most;
  }

  /**
   * How far apart in time an event for which these rules held and others can lie that meet in a
   * correlation, in nanoseconds; -1 if no correlation looks at it.
   */
  public long reach(Collection<String> held) {
    Set<String> involved = new HashSet<>(held);
    Map<String, Long> reaches = new HashMap<>();
    long most = -1;
    for (Rule.Grouped rule : rules) {
      long inner = 0;
      boolean isInvolved = false;
      for (String id : rule.correlation().rules()) {
        inner = Math.max(inner, reaches.getOrDefault(id, 0L));
        isInvolved |= involved.contains(id);
      }
      long reach = rule.correlation().timespan() + inner;
      reaches.put(rule.meta().id(), reach);
      if (isInvolved) {
        involved.add(rule.meta().id());
        most = Math.max(most, reach);
      }
    }
    return most;
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
