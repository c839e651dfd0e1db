package org.marsad.model.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.expr.Value;

/**
 * A JSON text (RFC 8259) as flat names: {@code a.b}; lists are several values. What cannot be read
 * yields nothing. Deeper than {@value #MAX_DEPTH} is not looked at.
 */
final class JsonText {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_FIELDS = Pairs.MAX_PAIRS;

  private final String text;
  private final Map<String, List<Value>> values = new LinkedHashMap<>();
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /** The values by their names; empty if the text is no JSON object. */
  static Map<String, Value> flatten(String text) {
    var json = new JsonText(text);
    json.blanks();
    if (!json.is('{') || !json.value("", 0)) {
      return Map.of();
    }
    var flat = new LinkedHashMap<String, Value>();
    json.values.forEach((name, list) -> flat.put(name, Value.of(list)));
    return flat;
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean is(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private boolean take(char c) {
    blanks();
    boolean here = is(c);
    at += here ? 1 : 0;
    return here;
  }

  private void put(String name, Value value) {
    if (values.containsKey(name) || values.size() < MAX_FIELDS) {
      values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
  }

  private boolean value(String name, int depth) {
    blanks();
    if (at >= text.length() || depth > MAX_DEPTH) {
      return false;
    }
    return switch (text.charAt(at)) {
      case '{' -> object(name, depth);
      case '[' -> list(name, depth);
      case '"' -> {
        var string = new StringBuilder();
        boolean read = string(string);
        put(name, Value.of(string.toString()));
        yield read;
      }
      default -> word(name);
    };
  }

  private boolean object(String name, int depth) {
    at++;
    if (take('}')) {
      return true;
    }
    do {
      blanks();
      var key = new StringBuilder();
      if (!is('"') || !string(key) || !take(':')) {
        return false;
      }
      if (!value(name.isEmpty() ? key.toString() : name + '.' + key, depth + 1)) {
        return false;
      }
    } while (take(','));
    return take('}');
  }

  private boolean list(String name, int depth) {
    at++;
    if (take(']')) {
      return true;
    }
    do {
      if (!value(name, depth + 1)) {
        return false;
      }
    } while (take(','));
    return take(']');
  }

  private boolean string(StringBuilder out) {
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
      } else if (!escape(out)) {
        return false;
      }
    }
    return take('"');
  }

  private boolean escape(StringBuilder out) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at++);
    switch (c) {
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> {
        if (at + 4 > text.length()) {
          return false;
        }
        try {
          out.append((char) Integer.parseInt(text, at, at + 4, 16));
        } catch (NumberFormatException _) {
          return false;
        }
        at += 4;
      }
      default -> out.append(c);
    }
    return true;
  }

  private boolean word(String name) {
    int from = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(from, at);
    switch (word) {
      case "" -> {
        return false;
      }
      case "null" -> {
        return true;
      }
      case "true", "false" -> put(name, Value.of(word.equals("true")));
      default -> {
        Value number = Value.parse(word);
        put(name, number);
        return number.isNumber();
      }
    }
    return true;
  }
}
