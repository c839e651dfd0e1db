package org.marsad.rules.sigma;

import java.util.Collection;
import java.util.Locale;

/** What somebody may have meant. */
final class Suggestions {
  private static final int MAX_DISTANCE = 2;

  private Suggestions() {}

  /** {@code "; did you mean \"x\"?"}, or what there is to choose from. */
  static String of(String word, Collection<String> known) {
    String best = "";
    int least = MAX_DISTANCE + 1;
    for (String each : known) {
      int distance = distance(word.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT));
      if (distance < least || (distance == least && each.compareTo(best) < 0)) {
        least = distance;
        best = each;
      }
    }
    return least <= MAX_DISTANCE
        ? "; did you mean \"" + best + "\"?"
        : "; expecting one of " + known.stream().sorted().toList();
  }

  /** Levenshtein's. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int same = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
