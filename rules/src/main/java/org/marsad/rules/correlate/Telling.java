package org.marsad.rules.correlate;

import java.util.List;
import org.marsad.model.incident.Level;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.correlate.api.Incidents;
import org.marsad.rules.pack.Rule;

/** An incident while a rule tells it. One thread. */
final class Telling implements Incidents.Opening {
  private final Listener listener;
  private final String key;
  private Rule.Correlation rule;

  Telling(Rule.Correlation rule, String key, Listener listener) {
    this.rule = rule;
    this.key = key;
    this.listener = listener;
  }

  @Override
  public Incidents.Opening severity(String level) {
    Rule.Meta meta = rule.meta();
    Level other = Level.parse(level).orElse(meta.level());
    rule = new Rule.Correlation(meta.at(other), rule.name(), rule.silent());
    return this;
  }

  @Override
  public void because(Happening... facts) {
    listener.told(new Finding(rule, key, List.of(facts)));
  }

  /** Hears what was told. */
  interface Listener {
    void told(Finding finding);
  }
}
