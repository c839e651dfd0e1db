package org.marsad.model.rule;

import java.util.Objects;
import org.marsad.model.query.Query;

/**
 * What is to be replayed. One of {@code pack}, {@code rule} and {@code sigma} says which rules.
 *
 * @param pack the name of a pack at work, or empty
 * @param rule the id of a rule at work, or empty
 * @param sigma Sigma rules as YAML, or empty
 * @param query which events; all of them unless something is looked for
 * @param earliest first nanosecond of the range
 * @param latest first nanosecond behind it
 */
public record ReplayRequest(
    String pack, String rule, String sigma, Query query, long earliest, long latest) {
  public ReplayRequest {
    Objects.requireNonNull(query);
    int said = (pack.isEmpty() ? 0 : 1) + (rule.isEmpty() ? 0 : 1) + (sigma.isEmpty() ? 0 : 1);
    if (said != 1) {
      throw new IllegalArgumentException("expecting one of pack, rule and sigma");
    }
    if (latest <= earliest) {
      throw new IllegalArgumentException("the range ends before it begins");
    }
  }

  /** Whether every event of the range is looked at. */
  public boolean isOfAll() {
    return query instanceof Query.All;
  }

  /** The rules, for people. */
  public String subject() {
    if (!pack.isEmpty()) {
      return "pack " + pack;
    }
    return rule.isEmpty() ? "rules of the request" : "rule " + rule;
  }
}
