package org.marsad.rules;

import java.util.Locale;

/**
 * The rules that tests of the whole engine begin with: failures, successes, many failures, and
 * tools that somebody uses. What happens is told by the field {@code kind}.
 */
final class RuleSamples {
  /** DRL: {@code first-tool} on a host, and not {@code second-tool} behind it. */
  static final String LONELY =
      """
      rule "A tool without the other" @id("lonely") @severity("medium")
      when
        $a : Alert( rule == "first-tool", $host : host )
        not Alert( rule == "second-tool", host == $host, this after[0s,90s] $a )
      then
        incidents.open($host).because($a);
      end
      """;

  private RuleSamples() {}

  /** Sigma: {@code kind} is {@code fail}; its name is {@code failure}. */
  static String failure(String level) {
    return event("Failure", "11111111-1111-4111-8111-111111111111", level, "fail");
  }

  /** Sigma: {@code kind} is {@code ok}; its name is {@code success}. */
  static String success(String level) {
    return event("Success", "11111111-1111-4111-8111-111111111112", level, "ok");
  }

  private static String event(String title, String id, String level, String kind) {
    return """
    title: %s
    id: %s
    name: %s
    level: %s
    logsource: {category: test}
    detection: {s: {kind: %s}, condition: s}
    """
        .formatted(title, id, title.toLowerCase(Locale.ROOT), level, kind);
  }

  /** Sigma: at least so many failures of a group; its name is {@code many}. */
  static String manyFailures(String groupBy, String timespan, int least) {
    return """
    title: Many failures
    id: 22222222-2222-4222-8222-222222222221
    name: many
    level: high
    correlation:
      type: event_count
      rules: failure
      group-by: [%s]
      timespan: %s
      condition: {gte: %d}
    """
        .formatted(groupBy, timespan, least);
  }

  /** DRL: after this rule held on a host, it does not for four minutes. */
  static String quiet(String rule, String severity) {
    return """
    declare Quiet extends Silence
      @of("Alert") @where("rule == %s") @by("host") @after("4m")
    end
    rule "Quiet" @id("quiet") @severity("%s")
    when
      $q : Quiet( $host : key )
    then
      incidents.open($host).because($q);
    end
    """
        .formatted(rule, severity);
  }

  /** Documents as one file. */
  static String file(String... documents) {
    return String.join("---\n", documents);
  }

  /**
   * A native rule: {@code kind} is this one.
   *
   * @param more further lines of it, or nothing
   */
  static String tool(String id, String kind, String level, String more) {
    return "id: %s\ntitle: %s\nlevel: %s\nmatch: kind:%s\n%s".formatted(id, id, level, kind, more);
  }
}
