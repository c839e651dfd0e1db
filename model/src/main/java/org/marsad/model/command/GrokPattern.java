package org.marsad.model.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.config.Suggest;
import org.marsad.model.expr.Value;

/**
 * A grok pattern as a regular expression: {@code %{PATTERN}}, {@code %{PATTERN:field}} and {@code
 * %{PATTERN:field:type}} stand for patterns by name, {@code (?<name>...)} for one of its own. The
 * groups of the expression have short names of ours, since fields hold dots.
 *
 * @param regex in RE2 syntax
 * @param names the fields, in their order
 */
record GrokPattern(String regex, List<Name> names) {
  private static final int MAX_DEPTH = 20;
  private static final int MAX_LENGTH = 64 * 1024;
  private static final int MAX_FIELDS = 200;

  GrokPattern {
    names = List.copyOf(names);
  }

  /**
   * A field.
   *
   * @param groups the groups that give it a value
   * @param type what the text is read as: {@code string}, {@code int}, {@code float}, {@code bool}
   */
  record Name(String field, List<String> groups, String type) {
    Name {
      groups = List.copyOf(groups);
    }

    Value value(String text) {
      return switch (type) {
        case "int", "long", "integer", "float", "double", "number" -> Value.parse(text);
        case "bool", "boolean" -> Value.of(text.equalsIgnoreCase("true"));
        default -> Value.of(text);
      };
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it names a pattern that there is not, or is too much
   */
  static GrokPattern read(String pattern) {
    var reading = new Reading();
    reading.expand(pattern, 0);
    var names = new ArrayList<Name>();
    reading.groups.forEach(
        (field, groups) ->
            names.add(new Name(field, groups, reading.types.getOrDefault(field, ""))));
    return new GrokPattern(reading.out.toString(), names);
  }

  private static final class Reading {
    private static final List<String> TYPES =
        List.of(
            "int", "long", "integer", "float", "double", "number", "bool", "boolean", "string",
            "keyword");

    private final StringBuilder out = new StringBuilder();
    private final Map<String, List<String>> groups = new LinkedHashMap<>();
    private final Map<String, String> types = new LinkedHashMap<>();
    private int count;

    void expand(String pattern, int depth) {
      if (depth > MAX_DEPTH || out.length() > MAX_LENGTH) {
        throw new IllegalArgumentException("the pattern is too large");
      }
      for (int i = 0; i < pattern.length(); ) {
        if (pattern.startsWith("%{", i)) {
          int end = pattern.indexOf('}', i);
          if (end < 0) {
            throw new IllegalArgumentException("\"%{\" is never closed by }");
          }
          named(pattern.substring(i + 2, end), depth);
          i = end + 1;
        } else if (isGroup(pattern, i)) {
          int from = pattern.indexOf('<', i) + 1;
          int end = pattern.indexOf('>', from);
          out.append("(?P<").append(group(pattern.substring(from, end))).append('>');
          i = end + 1;
        } else {
          int length = pattern.charAt(i) == '\\' && i + 1 < pattern.length() ? 2 : 1;
          out.append(pattern, i, i + length);
          i += length;
        }
      }
    }

    private static boolean isGroup(String pattern, int at) {
      boolean named = pattern.startsWith("(?<", at) || pattern.startsWith("(?P<", at);
      return named
          && !pattern.startsWith("(?<=", at)
          && !pattern.startsWith("(?<!", at)
          && pattern.indexOf('>', at) > 0;
    }

    private void named(String inside, int depth) {
      String[] parts = inside.split(":", 3);
      String known = GrokPatterns.find(parts[0]);
      if (known == null) {
        String nearest = Suggest.nearest(parts[0], GrokPatterns.names());
        throw new IllegalArgumentException(
            "there is no pattern \""
                + parts[0]
                + "\""
                + (nearest.isEmpty() ? "" : "; did you mean " + nearest));
      }
      if (parts.length > 1 && !parts[1].isEmpty()) {
        String field = field(parts[1]);
        out.append("(?P<").append(group(field)).append('>');
        if (parts.length > 2) {
          if (!TYPES.contains(parts[2])) {
            throw new IllegalArgumentException(
                "there is no type \"" + parts[2] + "\"; there are " + TYPES);
          }
          types.put(field, parts[2]);
        }
      } else {
        out.append("(?:");
      }
      expand(known, depth + 1);
      out.append(')');
    }

    /** Logstash writes {@code [source][ip]}. */
    private static String field(String name) {
      return name.startsWith("[") && name.endsWith("]")
          ? name.substring(1, name.length() - 1).replace("][", ".")
          : name;
    }

    private String group(String field) {
      if (count >= MAX_FIELDS) {
        throw new IllegalArgumentException("a pattern names at most " + MAX_FIELDS + " fields");
      }
      String group = "g" + count++;
      groups.computeIfAbsent(field, _ -> new ArrayList<>()).add(group);
      return group;
    }
  }
}
