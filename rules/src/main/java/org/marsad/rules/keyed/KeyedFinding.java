package org.marsad.rules.keyed;

import java.util.List;
import java.util.Map;
import org.marsad.model.incident.Matched;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.state.Crossing;

/**
 * A rule over keyed state held for a group.
 *
 * @param group the values of the group's fields, in their order
 * @param crossing when, how many, and which events
 * @param reason what was found, as one sentence with the values
 * @param matched what was asked, with what answered it
 * @param isSilent whether it raises no alert of its own, since another correlation looks at it
 * @param isClosed whether its window was judged when it closed, so that one more event could make
 *     that it does not hold
 */
public record KeyedFinding(
    Rule rule,
    Map<String, String> group,
    Crossing crossing,
    String reason,
    List<Matched> matched,
    boolean isSilent,
    boolean isClosed) {
  public KeyedFinding {
    matched = List.copyOf(matched);
  }
}
