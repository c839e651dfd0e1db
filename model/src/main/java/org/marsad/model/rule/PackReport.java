package org.marsad.model.rule;

import java.util.List;

/**
 * How a pack is. Counts are since the process began, or since the pack was last swapped.
 *
 * @param name the folder's name
 * @param version as the pack says
 * @param title one line; may be empty
 * @param state whether its correlations do their work
 * @param problems why not, and which of its files are left out, with their places
 * @param warnings what its files say and likely do not mean, with places; it is used as it is
 * @param maturity {@code experimental}, {@code test} or {@code stable}; empty if it was not read
 * @param requires the logs and the packs it needs, a line each
 * @param rules at work, of any kind
 * @param facts held by its session now
 * @param firings of its correlations
 * @param findings told by its correlations
 * @param evicted keys and facts forgotten early, since there were too many
 * @param cpuNanos spent in its session
 * @param silenced what its correlations found while they were silent about the key
 */
public record PackReport(
    String name,
    String version,
    String title,
    RuleState state,
    List<String> problems,
    List<String> warnings,
    String maturity,
    List<String> requires,
    int rules,
    long facts,
    long firings,
    long findings,
    long evicted,
    long cpuNanos,
    long silenced) {
  public PackReport {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
    requires = List.copyOf(requires);
  }
}
