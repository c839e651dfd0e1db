package org.marsad.rules.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Event;
import org.marsad.model.event.EventBatch;
import org.marsad.model.event.Schema;
import org.marsad.model.rule.RuleWork;
import org.marsad.rules.indicator.IndicatorDetector;
import org.marsad.rules.keyed.KeyedRules;
import org.marsad.rules.match.SigmaDetector;
import org.marsad.rules.pack.Pack;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.sigma.SigmaRule;

/**
 * All rules of packs that are for single events: those in the query language, those with lists,
 * then Sigma's.
 */
public final class PackDetector implements Detector {
  private final QueryDetector queries;
  private final SigmaDetector sigma;
  private final IndicatorDetector indicators;
  private final Map<String, List<String>> terms = new HashMap<>();

  /** Compiles the rules. */
  public PackDetector(List<Pack> packs, Schema schema) {
    this(packs, schema, null);
  }

  /**
   * Compiles the rules.
   *
   * @param before another that was at work; what it has of the same rules is taken over, and rules
   *     for logs that it has seen are compiled now, not when the next event of them comes
   */
  public PackDetector(List<Pack> packs, Schema schema, @Nullable PackDetector before) {
    var detections = new ArrayList<Rule.Detection>();
    var rules = new ArrayList<SigmaRule>();
    var lists = new ArrayList<Rule.Indicator>();
    for (Pack pack : packs) {
      detections.addAll(pack.detections());
      pack.sigma().forEach(rule -> rules.add(rule.rule()));
      lists.addAll(pack.indicators());
      for (Rule.NewTerms rule : pack.newTerms()) {
        detections.add(new Rule.Detection(rule.meta(), rule.match(), List.of()));
        terms.put(rule.meta().id(), rule.fields());
      }
    }
    queries =
        new QueryDetector(detections, schema, new Re2(), before == null ? null : before.queries);
    indicators =
        new IndicatorDetector(lists, schema, new Re2(), before == null ? null : before.indicators);
    Map<String, Set<String>> picked = KeyedRules.of(packs).picked();
    detections.forEach(rule -> ask(rule.meta().id(), picked));
    lists.forEach(rule -> ask(rule.meta().id(), picked));
    sigma =
        before == null
            ? new SigmaDetector(rules, picked, schema)
            : new SigmaDetector(rules, picked, schema, before.sigma);
  }

  /** Where correlations name a rule that is not Sigma's, its fields are those of events. */
  private void ask(String id, Map<String, Set<String>> picked) {
    Set<String> fields = picked.getOrDefault(id, Set.of());
    if (!fields.isEmpty()) {
      terms.merge(
          id,
          List.copyOf(fields),
          (one, other) -> Stream.concat(one.stream(), other.stream()).distinct().toList());
    }
  }

  /** What every rule for single events has done so far, by its id; any thread may ask. */
  public Map<String, RuleWork> work() {
    Map<String, RuleWork> work = new LinkedHashMap<>(queries.work());
    work.putAll(indicators.work());
    work.putAll(sigma.work());
    return work;
  }

  /** Values of which expressions that RE2 refuses could not be found out; any thread may ask. */
  public long unfinished() {
    return sigma.unfinished();
  }

  @Override
  public List<String> match(EventBatch batch, int row) {
    return match(batch, row, (_, _) -> {});
  }

  @Override
  public List<String> match(EventBatch batch, int row, SigmaDetector.Picked picked) {
    List<String> held = queries.match(batch, row);
    if (!terms.isEmpty()) {
      pick(held, batch, row, picked);
    }
    List<String> listed =
        indicators.match(
            batch,
            row,
            (rule, found) -> {
              Map<String, String> values = values(rule, batch, row);
              values.putAll(found);
              picked.picked(rule, values);
            });
    List<SigmaRule> rules = sigma.match(batch, row, picked);
    if (rules.isEmpty() && listed.isEmpty()) {
      return held;
    }
    var all = new ArrayList<>(held);
    all.addAll(listed);
    rules.forEach(rule -> all.add(rule.id()));
    return all;
  }

  /** The values that may be new, or that correlations ask for. */
  private void pick(List<String> held, EventBatch batch, int row, SigmaDetector.Picked picked) {
    for (String id : held) {
      if (terms.containsKey(id)) {
        picked.picked(id, values(id, batch, row));
      }
    }
  }

  private Map<String, String> values(String rule, EventBatch batch, int row) {
    Map<String, String> values = new TreeMap<>();
    List<String> fields = terms.get(rule);
    if (fields != null) {
      Event event = batch.event(row);
      for (String field : fields) {
        String value = event.text(field);
        if (value != null) {
          values.put(field, value);
        }
      }
    }
    return values;
  }
}
