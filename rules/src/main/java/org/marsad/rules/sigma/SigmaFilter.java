package org.marsad.rules.sigma;

import java.util.List;
import java.util.Locale;

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
        && (rules.isEmpty() || rules.stream().anyMatch(word -> means(word, rule, names)));
  }

  private static boolean means(String word, SigmaRule rule, RuleNames names) {
    return word.toLowerCase(Locale.ROOT).equals(rule.id())
        || word.equals(rule.title())
        || names.isNamed(rule.id(), word);
  }

  /** Why nothing is left out of the rules that a word of it means; empty if something is. */
  String uselessFor(String word, List<SigmaRule> all, RuleNames names) {
    String why = "the filter names a rule \"" + word + "\" that is not here";
    for (SigmaRule rule : all) {
      if (means(word, rule, names)) {
        if (logSource.contains(rule.logSource())) {
          return "";
        }
        why =
            "the filter is for "
                + logSource
                + " and does nothing for \""
                + word
                + "\", which is for "
                + rule.logSource();
      }
    }
    return why;
  }
}
