package org.marsad.rules.correlate;

import java.util.List;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.signal.Signal;

/**
 * A correlation held.
 *
 * @param key what it was opened for
 * @param facts in the order of the story
 */
public record Finding(Rule.Correlation rule, String key, List<Happening> facts) {
  public Finding {
    facts = List.copyOf(facts);
  }

  /** Event time of the last that it took, in nanoseconds since 1970. */
  public long time() {
    return last().time();
  }

  /** The last event that it took. */
  Signal last() {
    Signal last = facts.getFirst().evidence().getLast();
    for (Happening fact : facts) {
      Signal each = fact.evidence().getLast();
      last = each.compareTo(last) > 0 ? each : last;
    }
    return last;
  }
}
