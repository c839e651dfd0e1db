package org.marsad.rules.sigma;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.marsad.model.config.Suggest;

/** What somebody may have meant. */
final class Suggestions {
  private Suggestions() {}

  /** {@code "; did you mean \"x\"?"}, or what there is to choose from. */
  static String of(String word, Collection<String> known) {
    List<String> sorted = known.stream().sorted().toList();
    String meant = Suggest.among(word, sorted);
    if (meant.isEmpty()) {
      meant = Suggest.among(word.toLowerCase(Locale.ROOT), sorted);
    }
    return meant.isEmpty() ? "; expecting one of " + sorted : meant;
  }
}
