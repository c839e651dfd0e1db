package org.marsad.model.config;

import java.util.Collection;

/** Finds the name somebody meant. */
public final class Suggest {
  private Suggest() {}

  /** {@code ; did you mean "..."?} with the nearest name, or nothing if none is near. */
  public static String among(String name, Collection<String> names) {
    String nearest = nearest(name, names);
    return nearest.isEmpty() ? "" : "; did you mean \"" + nearest + "\"?";
  }

  /** The nearest name, or nothing if none is near. */
  public static String nearest(String name, Collection<String> names) {
    String nearest = "";
    int best = Math.max(2, name.length() / 3) + 1;
    for (String candidate : names) {
      int distance = distance(name, candidate, best);
      if (distance < best) {
        best = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Levenshtein distance, or {@code bound} if it is at least that. */
  static int distance(String a, String b, int bound) {
    if (Math.abs(a.length() - b.length()) >= bound) {
      return bound;
    }
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = above[0];
      above[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = above[j];
        above[j] = Math.min(replaced, Math.min(above[j], above[j - 1]) + 1);
      }
    }
    return Math.min(above[b.length()], bound);
  }
}
