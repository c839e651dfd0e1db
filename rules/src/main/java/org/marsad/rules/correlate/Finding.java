package org.marsad.rules.correlate;

import java.util.List;
import org.marsad.rules.correlate.api.Happening;
import org.marsad.rules.pack.Rule;

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
    long time = Long.MIN_VALUE;
    for (Happening fact : facts) {
      time = Math.max(time, fact.evidence().getLast().time());
    }
    return time;
  }
}
