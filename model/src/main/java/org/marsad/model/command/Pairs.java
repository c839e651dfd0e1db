package org.marsad.model.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marsad.model.expr.Value;

/** Names and values out of a text: {@code k=v}, CSV, and the extensions of CEF and LEEF. */
final class Pairs {
  static final int MAX_PAIRS = 1_000;
  private static final List<String> CEF =
      List.of(
          "version",
          "device_vendor",
          "device_product",
          "device_version",
          "signature_id",
          "name",
          "severity");
  private static final List<String> LEEF =
      List.of("version", "vendor", "product", "product_version", "event_id");

  private Pairs() {}

  /** {@code k=v k="v w" k='v w'}, with blanks, commas, semicolons or ampersands between. */
  static Map<String, Value> read(String text) {
    var pairs = new LinkedHashMap<String, Value>();
    int at = 0;
    while (pairs.size() < MAX_PAIRS) {
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        return pairs;
      }
      int start = equals;
      while (start > at && isName(text.charAt(start - 1))) {
        start--;
      }
      String name = text.substring(start, equals);
      int from = equals + 1;
      char quote = from < text.length() ? text.charAt(from) : 0;
      var value = new StringBuilder();
      if (quote == '"' || quote == '\'') {
        at = quoted(text, from, quote, value);
      } else {
        at = from;
        while (at < text.length() && " \t\r\n,;&".indexOf(text.charAt(at)) < 0) {
          value.append(text.charAt(at++));
        }
      }
      if (!name.isEmpty()) {
        pairs.putIfAbsent(name, Value.parse(value.toString()));
      }
    }
    return pairs;
  }

  private static boolean isName(char c) {
    return Character.isLetterOrDigit(c) || "_.-@".indexOf(c) >= 0;
  }

  private static int quoted(String text, int open, char quote, StringBuilder value) {
    int at = open + 1;
    while (at < text.length() && text.charAt(at) != quote) {
      boolean escape = text.charAt(at) == '\\' && at + 1 < text.length();
      at += escape ? 1 : 0;
      value.append(text.charAt(at++));
    }
    return Math.min(text.length(), at + 1);
  }

  /** The cells of a line (RFC 4180) by the names of their columns. */
  static Map<String, Value> csv(String text, List<String> names) {
    var cells = new LinkedHashMap<String, Value>();
    int at = 0;
    for (int i = 0; i < names.size() && at <= text.length(); i++) {
      var cell = new StringBuilder();
      boolean quoted = at < text.length() && text.charAt(at) == '"';
      at += quoted ? 1 : 0;
      while (at < text.length() && (quoted || text.charAt(at) != ',')) {
        char c = text.charAt(at++);
        if (quoted && c == '"') {
          quoted = at < text.length() && text.charAt(at) == '"';
          at += quoted ? 1 : 0;
          if (quoted) {
            cell.append('"');
          }
        } else {
          cell.append(c);
        }
      }
      at++;
      cells.put(names.get(i), Value.parse(cell.toString()));
    }
    return cells;
  }

  /** {@code CEF:0|vendor|product|version|id|name|severity|k=v with blanks k2=v2}. */
  static Map<String, Value> cef(String text) {
    int start = text.indexOf("CEF:");
    var parts = new LinkedHashMap<String, Value>();
    int at = start < 0 ? -1 : header(text, start + 4, '|', CEF, parts);
    if (at < 0) {
      return Map.of();
    }
    extension(text.substring(at), parts);
    return parts;
  }

  /** The header's parts, a backslash before what means nothing; where the rest begins, or -1. */
  private static int header(
      String text, int from, char by, List<String> names, Map<String, Value> parts) {
    int at = from;
    for (String name : names) {
      var part = new StringBuilder();
      while (at < text.length() && text.charAt(at) != by) {
        boolean escape = text.charAt(at) == '\\' && at + 1 < text.length();
        at += escape ? 1 : 0;
        part.append(text.charAt(at++));
      }
      if (at >= text.length()) {
        return -1;
      }
      at++;
      parts.put(name, Value.parse(part.toString()));
    }
    return at;
  }

  /** Values go on to the blank before the next name and its sign. */
  private static void extension(String text, Map<String, Value> parts) {
    int equals = sign(text, 0);
    while (equals >= 0 && parts.size() < MAX_PAIRS) {
      int start = text.lastIndexOf(' ', equals) + 1;
      int next = sign(text, equals + 1);
      int end = next < 0 ? text.length() : text.lastIndexOf(' ', next);
      String value = end <= equals ? "" : text.substring(equals + 1, end);
      parts.put(
          text.substring(start, equals),
          Value.parse(
              value.replace("\\=", "=").replace("\\n", "\n").replace("\\\\", "\\").strip()));
      equals = next;
    }
  }

  /** The next {@code =} that no backslash takes the meaning from and that has a name before it. */
  private static int sign(String text, int from) {
    for (int at = text.indexOf('=', from); at >= 0; at = text.indexOf('=', at + 1)) {
      int blank = text.lastIndexOf(' ', at) + 1;
      if (at > blank && blank >= from - 1 && text.charAt(at - 1) != '\\') {
        return at;
      }
    }
    return -1;
  }

  /** {@code LEEF:1.0|vendor|product|version|id|k=v<tab>k=v}; LEEF 2.0 names what stands between. */
  static Map<String, Value> leef(String text) {
    int start = text.indexOf("LEEF:");
    var parts = new LinkedHashMap<String, Value>();
    int at = start < 0 ? -1 : header(text, start + 5, '|', LEEF, parts);
    if (at < 0) {
      return Map.of();
    }
    String by = "\t";
    if (text.startsWith("2.", start + 5)) {
      int bar = text.indexOf('|', at);
      if (bar >= 0 && bar - at <= 6) {
        by = delimiter(text.substring(at, bar));
        at = bar + 1;
      }
    }
    int from = at;
    while (from < text.length() && parts.size() < MAX_PAIRS) {
      int end = text.indexOf(by, from);
      end = end < 0 ? text.length() : end;
      int equals = text.indexOf('=', from);
      if (equals > from && equals < end) {
        parts.put(text.substring(from, equals), Value.parse(text.substring(equals + 1, end)));
      }
      from = end + by.length();
    }
    return parts;
  }

  private static String delimiter(String written) {
    if (written.startsWith("x") || written.startsWith("0x")) {
      try {
        return String.valueOf(
            (char) Integer.parseInt(written.substring(written.indexOf('x') + 1), 16));
      } catch (NumberFormatException _) {
        return "\t";
      }
    }
    return written.isEmpty() ? "\t" : written;
  }
}
