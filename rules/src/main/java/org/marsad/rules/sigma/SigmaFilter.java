package org.marsad.rules.sigma;

import java.util.List;

/**
 * A condition that is put behind those of other rules, so that sites leave out what they know
 * without changing the rules.
 *
 * @param rules ids, names or titles of the rules it is for; empty for all whose log source it
 *     contains
 */
record SigmaFilter(
    String title, LogSource logSource, List<String> rules, Expr condition, String file, int line) {
  SigmaFilter {
    rules = List.copyOf(rules);
  }

  boolean isFor(SigmaRule rule, RuleNames names) {
    return logSource.contains(rule.logSource())
        && (rules.isEmpty()
            || rules.contains(rule.id())
            || rules.contains(rule.title())
            || rules.stream().anyMatch(name -> names.isNamed(rule.id(), name)));
  }
}
