package org.marsad.rules.detect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.rule.RuleWork;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.match.SigmaDetector;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.sigma.SigmaRule;

/** All rules of packs that are for single events: those in the query language, then Sigma's. */
public final class PackDetector implements Detector {
  private final QueryDetector queries;
  private final SigmaDetector sigma;

  /** Compiles the rules. */
  public PackDetector(List<Pack> packs, Schema schema) {
    var detections = new ArrayList<Rule.Detection>();
    var rules = new ArrayList<SigmaRule>();
    for (Pack pack : packs) {
      detections.addAll(pack.detections());
      pack.sigma().forEach(rule -> rules.add(rule.rule()));
    }
    queries = new QueryDetector(detections, schema, new Re2());
    sigma = new SigmaDetector(rules, KeyedRules.of(packs).picked(), schema);
  }

  /** What every rule for single events has done so far, by its id; any thread may ask. */
  public Map<String, RuleWork> work() {
    Map<String, RuleWork> work = new LinkedHashMap<>(queries.work());
    work.putAll(sigma.work());
    return work;
  }

  @Override
  public List<String> match(EventBatch batch, int row) {
    return match(batch, row, (_, _) -> {});
  }

  @Override
  public List<String> match(EventBatch batch, int row, SigmaDetector.Picked picked) {
    List<String> held = queries.match(batch, row);
    List<SigmaRule> rules = sigma.match(batch, row, picked);
    if (rules.isEmpty()) {
      return held;
    }
    var all = new ArrayList<>(held);
    rules.forEach(rule -> all.add(rule.id()));
    return all;
  }
}
