package org.marsad.collector.input;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.problem.ProblemException;

/**
 * Which members of an answer are wanted: the parameter {@code filter_path} of Elasticsearch
 * ("Common options", response filtering). Names with {@code *}, parted by dots; {@code **} for any
 * depth; a minus in front leaves out. Without any everything is wanted.
 */
final class FilterPath {
  private static final int MAX_LENGTH = 1024;
  private static final int MAX_PATTERNS = 32;

  private final List<String[]> wanted = new ArrayList<>();
  private final List<String[]> unwanted = new ArrayList<>();

  /**
   * Reads the parameter.
   *
   * @throws ProblemException if it is longer than any good one
   */
  FilterPath(@Nullable String parameter) {
    if (parameter == null) {
      return;
    }
    String[] patterns = parameter.split(",", MAX_PATTERNS + 1);
    if (parameter.length() > MAX_LENGTH || patterns.length > MAX_PATTERNS) {
      throw HttpProblems.malformed(
          "filter-path",
          "filter_path is too long",
          "filter_path is longer than "
              + MAX_LENGTH
              + " characters or has more than "
              + MAX_PATTERNS
              + " patterns");
    }
    for (String pattern : patterns) {
      String text = pattern.strip();
      boolean out = text.startsWith("-");
      if (!text.isEmpty()) {
        (out ? unwanted : wanted).add(text.substring(out ? 1 : 0).split("\\.", -1));
      }
    }
  }

  /** Whether the member at this path is wanted. */
  boolean wants(String... path) {
    return (wanted.isEmpty() || any(wanted, path)) && !any(unwanted, path);
  }

  private static boolean any(List<String[]> patterns, String[] path) {
    for (String[] pattern : patterns) {
      if (matches(pattern, 0, path, 0)) {
        return true;
      }
    }
    return false;
  }

  /** A pattern that ends covers all that is below. */
  private static boolean matches(String[] pattern, int p, String[] path, int at) {
    if (p == pattern.length) {
      return true;
    }
    if (at == path.length) {
      return false;
    }
    if (pattern[p].equals("**")) {
      return matches(pattern, p + 1, path, at) || matches(pattern, p, path, at + 1);
    }
    return isName(pattern[p], path[at]) && matches(pattern, p + 1, path, at + 1);
  }

  /** Whether a name is as a pattern with stars wants it; greedy, with one place to go back to. */
  private static boolean isName(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
