package org.marsad.rules.correlate;

import java.util.List;
import java.util.Map;
import org.kie.api.KieBase;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.state.BurstSpec;

/**
 * A pack's correlations, ready for sessions. Thread-safe.
 *
 * @param rules by the name they have in their file
 * @param bursts what is counted for them
 * @param subscriptions what its patterns can use
 */
record CompiledPack(
    Pack pack,
    KieBase base,
    Map<String, Rule.Correlation> rules,
    List<BurstSpec> bursts,
    List<Subscription> subscriptions) {
  CompiledPack {
    rules = Map.copyOf(rules);
    bursts = List.copyOf(bursts);
    subscriptions = List.copyOf(subscriptions);
  }

  /** The package of a pack's DRL. */
  static String packageName(String pack) {
    return "packs." + pack.replace('-', '_');
  }
}
