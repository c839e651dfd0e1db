package org.marsad.rules.keyed;

import java.util.Map;
import org.marsad.rules.pack.Rule;
import org.marsad.rules.state.Crossing;

/**
 * A correlation held for a group.
 *
 * @param group the values of the group's fields, in their order
 * @param crossing when, how many, and which events
 * @param isSilent whether it raises no alert of its own, since another correlation looks at it
 */
public record KeyedFinding(
    Rule.Grouped rule, Map<String, String> group, Crossing crossing, boolean isSilent) {}
