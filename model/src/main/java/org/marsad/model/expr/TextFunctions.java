package org.marsad.model.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.marsad.model.query.Fold;

/** Functions of texts. */
final class TextFunctions {
  /** Characters of a text that a function makes at most; longer ones are missing. */
  static final int MAX_TEXT = 1 << 20;

  static final List<Function> ALL =
      List.of(
          of("lower", "lower(text)", t -> Value.of(t.toLowerCase(Locale.ROOT))),
          of("upper", "upper(text)", t -> Value.of(t.toUpperCase(Locale.ROOT))),
          of("len", "len(text): its characters", t -> Value.of(t.codePointCount(0, t.length()))),
          of("trim", "trim(text)", t -> Value.of(t.strip())),
          of("ltrim", "ltrim(text)", t -> Value.of(t.stripLeading())),
          of("rtrim", "rtrim(text)", t -> Value.of(t.stripTrailing())),
          of("reverse", "reverse(text)", t -> Value.of(new StringBuilder(t).reverse().toString())),
          of("entropy", "entropy(text): bits of information a character", TextFunctions::entropy),
          new Function(
              "substr",
              2,
              3,
              "substr(text, start from 1 or -1, length)",
              true,
              (a, _) -> substr(a)),
          new Function("split", 2, 2, "split(text, delimiter)", true, (a, _) -> split(a)),
          new Function("join", 2, 2, "join(list, delimiter)", false, (a, _) -> join(a)),
          new Function(
              "concat", 1, Integer.MAX_VALUE, "concat(a, b, ...)", false, (a, _) -> concat(a)),
          new Function(
              "contains",
              2,
              2,
              "contains(text, part): case does not count",
              true,
              (a, _) -> Value.of(folded(a, 0).contains(folded(a, 1)))),
          new Function(
              "startswith",
              2,
              2,
              "startswith(text, part): case does not count",
              true,
              (a, _) -> Value.of(folded(a, 0).startsWith(folded(a, 1)))),
          new Function(
              "endswith",
              2,
              2,
              "endswith(text, part): case does not count",
              true,
              (a, _) -> Value.of(folded(a, 0).endsWith(folded(a, 1)))),
          new Function(
              "indexof",
              2,
              2,
              "indexof(text, part): from 0, -1 if it is not there",
              true,
              (a, _) -> Value.of(a.get(0).text().indexOf(a.get(1).text()))),
          new Function("repeat", 2, 2, "repeat(text, times)", true, (a, _) -> repeat(a)),
          new Function(
              "tostring", 1, 1, "tostring(value)", true, (a, _) -> Value.of(a.get(0).text())),
          new Function(
              "levenshtein",
              2,
              2,
              "levenshtein(a, b): how many changes lie between",
              true,
              (a, _) -> levenshtein(a.get(0).text(), a.get(1).text())));

  private TextFunctions() {}

  @FunctionalInterface
  private interface OfText {
    Value of(String text);
  }

  private static Function of(String name, String usage, OfText body) {
    return new Function(name, 1, 1, usage, true, (a, _) -> body.of(a.get(0).text()));
  }

  private static String folded(List<Value> a, int i) {
    return Fold.text(a.get(i).text());
  }

  static Value bounded(String text) {
    return text.length() > MAX_TEXT ? Values.NULL : Value.of(text);
  }

  private static Value entropy(String text) {
    int[] characters = text.codePoints().sorted().toArray();
    double bits = 0;
    for (int i = 0; i < characters.length; ) {
      int from = i;
      while (i < characters.length && characters[i] == characters[from]) {
        i++;
      }
      double share = (double) (i - from) / characters.length;
      bits -= share * Math.log(share) / Math.log(2);
    }
    return Value.of(Math.round(bits * 1e6) / 1e6);
  }

  private static Value substr(List<Value> a) {
    String text = a.get(0).text();
    double start = a.get(1).number();
    double length = a.size() > 2 ? a.get(2).number() : text.length();
    if (Double.isNaN(start) || Double.isNaN(length)) {
      return Values.NULL;
    }
    int from = (int) Math.clamp(start < 0 ? text.length() + start : start - 1, 0, text.length());
    int to = (int) Math.clamp(from + length, from, text.length());
    return Value.of(text.substring(from, to));
  }

  private static Value split(List<Value> a) {
    String text = a.get(0).text();
    String by = a.get(1).text();
    if (by.isEmpty()) {
      return a.get(0);
    }
    var parts = new ArrayList<Value>();
    int from = 0;
    for (int at = text.indexOf(by); at >= 0; at = text.indexOf(by, from)) {
      parts.add(Value.of(text.substring(from, at)));
      from = at + by.length();
    }
    parts.add(Value.of(text.substring(from)));
    return Value.of(parts);
  }

  private static Value join(List<Value> a) {
    if (a.get(0).isNull()) {
      return Values.NULL;
    }
    return bounded(
        String.join(a.get(1).text(), a.get(0).list().stream().map(Value::text).toList()));
  }

  private static Value concat(List<Value> a) {
    var out = new StringBuilder();
    a.forEach(value -> out.append(value.text()));
    return bounded(out.toString());
  }

  private static Value repeat(List<Value> a) {
    double times = a.get(1).number();
    String text = a.get(0).text();
    return times >= 0 && times * text.length() <= MAX_TEXT
        ? Value.of(text.repeat((int) times))
        : Values.NULL;
  }

  private static Value levenshtein(String a, String b) {
    if (a.length() > 1_000 || b.length() > 1_000) {
      return Values.NULL;
    }
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = above[0];
      above[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = above[j];
        above[j] = Math.min(replaced, Math.min(above[j], above[j - 1]) + 1);
      }
    }
    return Value.of(above[b.length()]);
  }
}
