package org.marsad.rules.adopt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.rules.detect.Re2;
import org.marsad.rules.sigma.BacktrackingRegex;

/** A pattern of Wazuh as values of a Sigma field: its two languages of its own, and PCRE. */
final class WazuhPattern {
  private static final String SPECIAL = ".+*?[]{}\\";

  private WazuhPattern() {}

  /**
   * Items of a Sigma selection, {@code field|modifiers} to values, of which one must hold.
   *
   * @param type {@code osmatch}, {@code osregex} or {@code pcre2}
   * @throws LeftOut if it cannot be said
   */
  static Map<String, List<String>> items(String field, String type, String text, int line) {
    return switch (type) {
      case "osmatch" -> simple(field, text);
      case "osregex" -> regex(field + "|re|i", translated(text, line), line);
      case "pcre2" -> regex(field + "|re", text, line);
      default -> throw new LeftOut(line, "patterns of type \"" + type + "\" are not known");
    };
  }

  private static Map<String, List<String>> regex(String key, String pattern, int line) {
    try {
      new Re2().compile(pattern);
    } catch (IllegalArgumentException e) {
      if (!backtracks(pattern)) {
        throw new LeftOut(line, String.valueOf(e.getMessage()));
      }
    }
    return Map.of(key, List.of(pattern));
  }

  /** Whether it is an expression that RE2 refuses and Sigma's {@code re} takes all the same. */
  private static boolean backtracks(String pattern) {
    try {
      BacktrackingRegex.compile(pattern, "");
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** The alternatives of {@code ^begin|inside|end$}. */
  private static Map<String, List<String>> simple(String field, String text) {
    Map<String, List<String>> items = new LinkedHashMap<>();
    for (String alternative : text.split("\\|", -1)) {
      boolean begins = alternative.startsWith("^");
      boolean ends = alternative.endsWith("$") && !alternative.endsWith("\\$");
      int to = alternative.length() - (ends ? 1 : 0);
      String value = alternative.substring(begins ? 1 : 0, Math.max(begins ? 1 : 0, to));
      if (!value.isEmpty()) {
        String modifier =
            begins && ends ? "" : begins ? "|startswith" : ends ? "|endswith" : "|contains";
        items.computeIfAbsent(field + modifier, _ -> new ArrayList<>()).add(escaped(value));
      }
    }
    return items;
  }

  /** A text that means itself as a value of Sigma. */
  static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
  }

  /**
   * The regular expressions of Wazuh: a backslash makes a letter a class and a dot any character,
   * plus and star count only behind those, everything else but {@code ^ $ | ( )} is itself.
   */
  static String translated(String text, int line) {
    var out = new StringBuilder();
    boolean isClass = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean wasClass = isClass;
      isClass = false;
      if (c == '\\' && i + 1 < text.length()) {
        String one = ofClass(text.charAt(++i), line);
        isClass = one.length() > 2 || one.equals(".");
        out.append(one);
      } else if ((c == '+' || c == '*') && wasClass) {
        out.append(c);
      } else if (c == '^' || c == '$' || c == '|' || c == '(' || c == ')') {
        out.append(c);
      } else {
        out.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").append(c);
      }
    }
    return out.toString();
  }

  private static String ofClass(char c, int line) {
    return switch (c) {
      case 'w' -> "[A-Za-z0-9@_-]";
      case 'W' -> "[^A-Za-z0-9@_-]";
      case 'd' -> "[0-9]";
      case 'D' -> "[^0-9]";
      case 's' -> "[ ]";
      case 'S' -> "[^ ]";
      case 't' -> "[\\t]";
      case 'p' -> "[()*+,.:;<=>?\\[\\]!\"'#$%&|{}-]";
      case '.' -> ".";
      case '$', '(', ')', '\\', '|', '<', '^' -> c == '<' ? "<" : "\\" + c;
      default -> throw new LeftOut(line, "\\" + c + " has no meaning in the expressions of Wazuh");
    };
  }
}
