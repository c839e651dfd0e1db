package org.marsad.load;

import static org.drools.model.DSL.declarationOf;
import static org.drools.model.DSL.on;
import static org.drools.model.PatternDSL.alphaIndexedBy;
import static org.drools.model.PatternDSL.pattern;
import static org.drools.model.PatternDSL.rule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.drools.model.Index;
import org.drools.model.Variable;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import org.marsad.model.event.EventBatch;
import org.marsad.rules.sigma.SigmaRule;

/**
 * What Drools does where stage 1 is: every rule is a rule of Drools over single events, its log
 * source a hashed constraint, its condition one predicate, evaluated as {@link NaiveLoop} does.
 * Built through the model API. One thread.
 */
final class DroolsAlpha implements AutoCloseable {
  private final NaiveLoop loop = new NaiveLoop();
  private final Map<List<SigmaRule>, Integer> places = new LinkedHashMap<>();
  private final KieSession session;
  private int rules;
  private long held;

  /**
   * Over the rules that are judged on some events.
   *
   * @param judged of each event the rules for its log source
   */
  DroolsAlpha(List<List<SigmaRule>> judged) {
    var model = new ModelImpl();
    for (List<SigmaRule> each : judged) {
      Integer known = places.putIfAbsent(each, places.size());
      if (known == null) {
        add(places.size() - 1, each, model);
      }
    }
    KieBase base = KieBaseBuilder.createKieBaseFromModel(model);
    session = base.newKieSession();
  }

  private void add(int place, List<SigmaRule> here, ModelImpl model) {
    for (SigmaRule each : here) {
      Variable<Fact> fact = declarationOf(Fact.class);
      model.addRule(
          rule(place + " " + each.id())
              .build(
                  pattern(fact)
                      .expr(
                          "place " + place,
                          event -> event.place == place,
                          alphaIndexedBy(
                              Integer.class,
                              Index.ConstraintType.EQUAL,
                              0,
                              event -> event.place,
                              place))
                      .expr(
                          place + " " + each.id(),
                          event -> loop.holds(each.condition(), event.values)),
                  on(fact).execute(_ -> held++)));
      rules++;
    }
  }

  /** Rules of Drools; those of several log sources count for each. */
  int rules() {
    return rules;
  }

  /** How many rules hold for the event of a row. */
  int count(List<SigmaRule> judged, EventBatch batch, int row) {
    long before = held;
    int place = places.getOrDefault(judged, -1);
    FactHandle handle = session.insert(new Fact(place, NaiveLoop.values(batch, row)));
    session.fireAllRules();
    session.delete(handle);
    return (int) (held - before);
  }

  @Override
  public void close() {
    session.dispose();
  }

  /** An event as a fact. */
  private static final class Fact {
    final int place;
    final Map<String, String> values;

    Fact(int place, Map<String, String> values) {
      this.place = place;
      this.values = values;
    }
  }
}
