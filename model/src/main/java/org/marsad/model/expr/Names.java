package org.marsad.model.expr;

import java.util.Locale;
import java.util.Set;

/** How names of fields and texts are written in commands. */
public final class Names {
  private static final Set<String> RESERVED =
      Set.of(
          "and",
          "as",
          "asc",
          "between",
          "by",
          "contains",
          "desc",
          "endswith",
          "false",
          "has",
          "in",
          "is",
          "like",
          "matches",
          "not",
          "null",
          "on",
          "or",
          "output",
          "outputnew",
          "over",
          "sortby",
          "startswith",
          "true",
          "until",
          "with",
          "xor");

  private Names() {}

  /** Whether a character may stand in a name without quotes, anywhere. */
  static boolean isPlain(char c) {
    return c < 0x80 ? Character.isLetterOrDigit(c) || "_.@".indexOf(c) >= 0 : c > 0xa0;
  }

  /** A name as an expression has it. */
  public static String inExpression(String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars().allMatch(c -> isPlain((char) c))
            && !Character.isDigit(name.charAt(0))
            && !RESERVED.contains(name.toLowerCase(Locale.ROOT));
    return plain ? name : '`' + name.replace("\\", "\\\\").replace("`", "\\`") + '`';
  }

  /** A name as a list of names has it, where it may hold wildcards. */
  public static String inList(String name) {
    boolean plain = name.chars().allMatch(c -> isPlain((char) c) || c == '*' || c == '-');
    return plain
            && !name.isEmpty()
            && name.charAt(0) != '-'
            && !Character.isDigit(name.charAt(0))
            && !RESERVED.contains(name.toLowerCase(Locale.ROOT))
        ? name
        : '`' + name.replace("\\", "\\\\").replace("`", "\\`") + '`';
  }

  /** Names between commas. */
  public static String list(Iterable<String> names) {
    var out = new StringBuilder();
    for (String name : names) {
      out.append(out.isEmpty() ? "" : ", ").append(inList(name));
    }
    return out.toString();
  }

  /** A text in quotes. */
  public static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
