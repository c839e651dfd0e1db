package org.marsad.model.query;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts that every match of a regular expression has in it: runs of plain characters that stand for
 * themselves, are not optional and not in a group. Where a pattern says something that is not
 * understood here, what follows is left out, so that there may be too few of them and never one too
 * many.
 */
public final class RegexParts {
  private static final String BREAKS = "dDwWsSbBAztnrfva";
  private static final String ASIDE = ".^$";

  private final String pattern;
  private final List<String> parts = new ArrayList<>();
  private final StringBuilder run = new StringBuilder();
  private int at;

  private RegexParts(String pattern) {
    this.pattern = pattern;
  }

  /** The texts, in the order they stand in the pattern; empty if none is sure. */
  public static List<String> required(String pattern) {
    var reader = new RegexParts(pattern);
    boolean understood = true;
    while (understood && reader.at < pattern.length()) {
      understood = reader.next();
    }
    reader.finish();
    return reader.parts;
  }

  /** Reads the next piece; false if the rest is not understood. */
  private boolean next() {
    char c = pattern.charAt(at++);
    switch (c) {
      case '|' -> {
        // Either side alone may match.
        parts.clear();
        run.setLength(0);
        return stop();
      }
      case '\\' -> {
        return escape();
      }
      case '[' -> {
        finish();
        return skipClass();
      }
      case '(' -> {
        finish();
        return skipGroup();
      }
      case '*', '?' -> dropLast();
      case '{' -> {
        dropLast();
        int close = pattern.indexOf('}', at);
        at = close < 0 ? pattern.length() : close + 1;
      }
      case '+' -> finish();
      default -> {
        if (ASIDE.indexOf(c) >= 0) {
          finish();
        } else {
          run.append(c);
        }
      }
    }
    return true;
  }

  /** Whatever comes behind, an alternative may stand there. */
  private boolean stop() {
    at = pattern.length();
    return false;
  }

  private boolean escape() {
    if (at == pattern.length()) {
      return false;
    }
    char c = pattern.charAt(at++);
    if (BREAKS.indexOf(c) >= 0) {
      finish();
      return true;
    }
    if (Character.isLetterOrDigit(c)) {
      parts.clear();
      run.setLength(0);
      return stop();
    }
    run.append(c);
    return true;
  }

  private boolean skipClass() {
    int first = at < pattern.length() && pattern.charAt(at) == '^' ? at + 1 : at;
    for (int i = first; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[' && pattern.startsWith("[:", i)) {
        int close = pattern.indexOf(":]", i);
        i = close < 0 ? i : close + 1;
      } else if (c == ']' && i > first) {
        at = i + 1;
        return true;
      }
    }
    parts.clear();
    return stop();
  }

  private boolean skipGroup() {
    int depth = 1;
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == '[') {
        if (!skipClass()) {
          return false;
        }
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return true;
      }
    }
    parts.clear();
    return stop();
  }

  /** What stood last may be absent. */
  private void dropLast() {
    int length = run.length();
    if (length > 0) {
      boolean pair = length > 1 && Character.isLowSurrogate(run.charAt(length - 1));
      run.setLength(length - (pair ? 2 : 1));
    }
    finish();
  }

  private void finish() {
    if (!run.isEmpty()) {
      parts.add(run.toString());
      run.setLength(0);
    }
  }
}
