package org.marsad.model.command;

import java.util.List;

/** Names of fields with {@code *} for any run of characters. */
final class NamePatterns {
  private NamePatterns() {}

  static boolean hasWildcard(List<String> patterns) {
    return patterns.stream().anyMatch(pattern -> pattern.indexOf('*') >= 0);
  }

  static boolean matchesAny(String name, List<String> patterns) {
    for (String pattern : patterns) {
      if (matches(name, pattern)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String name, String pattern) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return name.equals(pattern);
    }
    if (!name.startsWith(pattern.substring(0, star))) {
      return false;
    }
    int at = star;
    int from = star + 1;
    for (int next = pattern.indexOf('*', from); next >= 0; next = pattern.indexOf('*', from)) {
      String part = pattern.substring(from, next);
      int found = name.indexOf(part, at);
      if (found < 0) {
        return false;
      }
      at = found + part.length();
      from = next + 1;
    }
    String last = pattern.substring(from);
    return name.length() - last.length() >= at && name.endsWith(last);
  }
}
