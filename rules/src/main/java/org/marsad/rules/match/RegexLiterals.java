package org.marsad.rules.match;

/**
 * Text that everything has in which an expression can be found: the longest run of plain characters
 * outside of groups and classes. Nothing where the expression has alternatives at its top.
 */
final class RegexLiterals {
  private static final String QUANTIFIERS = "*?{";
  private static final String ENDS_RUN = ".^$+";

  private final String pattern;
  private final StringBuilder run = new StringBuilder();
  private String longest = "";

  private RegexLiterals(String pattern) {
    this.pattern = pattern;
  }

  /** The text, or empty where none is certain. */
  static String required(String pattern) {
    return new RegexLiterals(pattern).find();
  }

  private String find() {
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      if (c == '|') {
        return "";
      }
      if (c == '(') {
        close();
        at = group(at);
      } else if (c == '[') {
        close();
        at = set(at);
      } else if (QUANTIFIERS.indexOf(c) >= 0) {
        drop();
        at = c == '{' ? Math.max(at + 1, pattern.indexOf('}', at) + 1) : at + 1;
      } else if (ENDS_RUN.indexOf(c) >= 0) {
        close();
        at++;
      } else if (c == '\\') {
        at = escape(at);
      } else {
        run.append(c);
        at++;
      }
    }
    close();
    return longest;
  }

  private void close() {
    if (run.length() > longest.length()) {
      longest = run.toString();
    }
    run.setLength(0);
  }

  /** The character before a quantifier may be missing. */
  private void drop() {
    if (!run.isEmpty()) {
      boolean pair = run.length() > 1 && Character.isLowSurrogate(run.charAt(run.length() - 1));
      run.setLength(run.length() - (pair ? 2 : 1));
    }
    close();
  }

  private int escape(int at) {
    char c = at + 1 < pattern.length() ? pattern.charAt(at + 1) : 'z';
    if (Character.isLetterOrDigit(c)) {
      close();
      return c == 'x' || c == 'p' || c == 'P' || c == 'Q' ? pattern.length() : at + 2;
    }
    run.append(c);
    return at + 2;
  }

  private int group(int from) {
    int depth = 0;
    int at = from;
    while (at < pattern.length()) {
      switch (pattern.charAt(at)) {
        case '\\' -> at++;
        case '[' -> at = set(at) - 1;
        case '(' -> depth++;
        case ')' -> depth--;
        default -> {}
      }
      at++;
      if (depth == 0) {
        break;
      }
    }
    return at;
  }

  private int set(int from) {
    int at = from + 1;
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      at++;
    }
    if (at < pattern.length() && pattern.charAt(at) == ']') {
      at++;
    }
    while (at < pattern.length() && pattern.charAt(at) != ']') {
      at += pattern.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, pattern.length());
  }
}
