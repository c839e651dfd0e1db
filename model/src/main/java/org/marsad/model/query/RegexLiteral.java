package org.marsad.model.query;

/**
 * Where a regular expression between slashes ends. Real queries hold slashes inside of patterns
 * both with and without a backslash, and patterns that end in an escaped backslash, as in {@code
 * /[a-z]:\\\\/} and {@code /(^|\\\\/)x/}; no rule about single characters serves both. What serves
 * is that a part of a pattern does not compile while a bracket of it is open. So a slash ends the
 * pattern if no backslash takes its meaning, all round and square brackets are closed, and nothing
 * but a blank, a bracket, a pipe or the end follows. The tree so never depends on the engine.
 */
public final class RegexLiteral {
  private static final String FLAGS = "gimsux";

  private final String text;
  private final int open;
  private final String ends;
  private int end = -1;
  private int flagged = -1;
  private int unclosed = -1;

  /** Looks at the pattern whose first slash is at {@code open}. */
  RegexLiteral(String text, int open) {
    this(text, open, "()|");
  }

  /** The same, where other characters may follow the last slash. */
  public RegexLiteral(String text, int open, String ends) {
    this.text = text;
    this.open = open;
    this.ends = ends;
    find();
  }

  private void find() {
    int depth = 0;
    int round = -1;
    int square = -1;
    for (int i = open + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (square >= 0) {
        // A ] in the first place of a class is one of its characters.
        boolean first = i == square + 1 || (i == square + 2 && text.charAt(i - 1) == '^');
        square = c == ']' && !first ? -1 : square;
      } else if (c == '[') {
        square = i;
      } else if (c == '(') {
        round = depth++ == 0 ? i : round;
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (c == '/' && depth == 0 && endsBehind(i + 1)) {
        end = flagged < 0 ? i : -1;
        return;
      }
    }
    unclosed = depth > 0 ? round : square;
  }

  /** Whether nothing is attached to the slash but what looks like flags, which is noted. */
  private boolean endsBehind(int from) {
    int i = from;
    while (i < text.length() && FLAGS.indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    boolean ends =
        i == text.length()
            || Source.isBlank(text.charAt(i))
            || this.ends.indexOf(text.charAt(i)) >= 0;
    flagged = ends && i > from ? from - 1 : -1;
    return ends;
  }

  /** Where the last slash is, or -1. */
  public int end() {
    return end;
  }

  /** Where the last slash of something like {@code /x/i} is, or -1. */
  int flagged() {
    return flagged;
  }

  /** The bracket that is still open where the text ends, or -1. */
  int unclosed() {
    return unclosed;
  }

  /** The pattern up to the slash at {@code to}; escaped slashes are slashes. */
  public String pattern(int to) {
    return unescape(text.substring(open + 1, to));
  }

  /** Slashes without the backslashes that they do not need. */
  public static String unescape(String pattern) {
    if (!pattern.contains("\\/")) {
      return pattern;
    }
    var plain = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        char next = pattern.charAt(++i);
        plain.append(next == '/' ? "" : "\\").append(next);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** The pattern with its slashes escaped, between slashes. */
  public static String print(String pattern) {
    var text = new StringBuilder("/");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        text.append(c).append(pattern.charAt(++i));
      } else {
        text.append(c == '/' ? "\\/" : String.valueOf(c));
      }
    }
    return text.append('/').toString();
  }

  /** What a linear engine cannot run, such as look-ahead; empty if nothing of it is there. */
  public static String unsupported(String pattern) {
    boolean square = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        char next = pattern.charAt(++i);
        if (!square && next >= '1' && next <= '9') {
          return "a back-reference";
        }
      } else if (c == '[' || c == ']') {
        square = c == '[';
      } else if (!square && (pattern.startsWith("(?=", i) || pattern.startsWith("(?!", i))) {
        return "look-ahead";
      } else if (!square && (pattern.startsWith("(?<=", i) || pattern.startsWith("(?<!", i))) {
        return "look-behind";
      }
    }
    return "";
  }
}
