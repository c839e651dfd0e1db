package org.marsad.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Schema;
import org.marsad.rules.correlate.Correlator;
import org.marsad.rules.detect.PackDetector;
import org.marsad.rules.detect.SignalMaker;
import org.marsad.rules.detect.WordFinder;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.PackLoader;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.word.Vocabulary;

/**
 * All rules that are at work together, compiled, from one place in the log on to the next reload.
 * Never changes; thread-safe.
 */
final class Edition {
  private final PackLoader.Loaded loaded;
  private final Correlator correlator;
  private final KeyedRules keyed;
  private final PackDetector detector;
  private final SignalMaker signals;
  private final Map<String, Rule.Single> singles = new HashMap<>();
  private final Map<String, Long> prints;

  private Edition(
      PackLoader.Loaded loaded, Correlator correlator, Schema schema, @Nullable Edition before) {
    this.loaded = loaded;
    this.correlator = correlator;
    List<Pack> packs = loaded.packs();
    keyed = KeyedRules.of(packs);
    detector = new PackDetector(packs, schema, before == null ? null : before.detector);
    Vocabulary vocabulary = Vocabulary.shipped();
    signals =
        new SignalMaker(
            detector,
            new WordFinder(correlator.interests(), vocabulary, schema),
            vocabulary,
            schema);
    for (Pack pack : packs) {
      pack.singles().forEach(rule -> singles.put(rule.meta().id(), rule));
    }
    prints = PackPrint.of(packs);
  }

  /** The first one. */
  static Edition of(PackLoader.Loaded loaded, Correlator compiled, Schema schema) {
    return new Edition(loaded, compiled, schema, null);
  }

  /** The next one; what is as it was is not compiled again. */
  Edition next(PackLoader.Loaded changed, Correlator compiled, Schema schema) {
    return new Edition(changed, compiled, schema, this);
  }

  PackLoader.Loaded loaded() {
    return loaded;
  }

  Correlator correlator() {
    return correlator;
  }

  KeyedRules keyed() {
    return keyed;
  }

  PackDetector detector() {
    return detector;
  }

  SignalMaker signals() {
    return signals;
  }

  /** A rule for single events by its id; null if there is none. */
  Rule.@Nullable Single single(String id) {
    return singles.get(id);
  }

  /** How many rules are at work. */
  int size() {
    return singles.size()
        + correlator.rules().size()
        + keyed.rules().size()
        + keyed.newTerms().size();
  }

  /** The rules at work, each as {@code id/version}. */
  List<String> atWork() {
    var rules = new ArrayList<String>();
    enter(singles.values(), rules);
    enter(correlator.rules(), rules);
    enter(keyed.rules(), rules);
    enter(keyed.newTerms(), rules);
    rules.sort(null);
    return rules;
  }

  private static void enter(Collection<? extends Rule> group, List<String> rules) {
    group.forEach(rule -> rules.add(rule.meta().id() + "/" + rule.meta().version()));
  }

  /** What tells a pack from the same pack with other rules, by its name. */
  Map<String, Long> prints() {
    return prints;
  }
}
