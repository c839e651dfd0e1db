package org.marsad.rules.incident;

import java.util.ArrayList;
import org.marsad.model.event.EventId;
import org.marsad.model.incident.Alert;
import org.marsad.model.incident.Entity;
import org.marsad.model.incident.Evidence;
import org.marsad.rules.keyed.KeyedFinding;
import org.marsad.rules.signal.Signal;
import org.marsad.rules.state.Crossing;

/** Makes alerts of what rules over keyed state found. Stateless. */
final class GroupedAlerts {
  private GroupedAlerts() {}

  static Alert of(KeyedFinding finding, boolean late, long clock) {
    Crossing crossing = finding.crossing();
    var key = new ArrayList<Entity>();
    finding.group().forEach((field, value) -> key.add(new Entity(field, value)));
    var evidence = new ArrayList<Evidence>();
    for (Signal signal : crossing.evidence()) {
      evidence.add(new Evidence(new EventId(signal.id()), signal.time(), "", signal.line()));
    }
    return Alerts.make(
        finding.rule().meta(),
        key,
        evidence,
        Math.max(evidence.size(), crossing.count()),
        Alerts.entities(crossing.evidence()),
        Alerts.importance(crossing.evidence()),
        finding.reason(),
        finding.matched(),
        late,
        clock);
  }
}
