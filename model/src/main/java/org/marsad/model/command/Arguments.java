package org.marsad.model.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.marsad.model.config.Suggest;
import org.marsad.model.expr.Spans;
import org.marsad.model.expr.TextReader;
import org.marsad.model.query.QueryProblem.Suggestion;

/** What several commands read alike. */
final class Arguments {
  /** A number that was not given. */
  static final int NONE = -1;

  private Arguments() {}

  /**
   * Names with commas or blanks between, up to an option, a word that begins something else, or the
   * end.
   */
  static List<String> names(TextReader in, String... stops) {
    var names = new ArrayList<String>();
    while (!in.isOver() && !in.isOption() && !isWord(in, stops)) {
      String name = in.listName();
      if (name.isEmpty()) {
        break;
      }
      names.add(name);
      in.take(",");
    }
    return names;
  }

  private static boolean isWord(TextReader in, String... words) {
    for (String word : words) {
      if (in.isWord(word)) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #names}, at least one. */
  static List<String> someNames(TextReader in, String command, String... stops) {
    List<String> names = names(in, stops);
    if (names.isEmpty()) {
      in.unexpected("SQ140", "the name of a field behind " + command, "a field");
    }
    return names;
  }

  /** The names behind {@code by}, or none. */
  static List<String> by(TextReader in) {
    return in.takeWord("by") ? someNames(in, "by") : List.of();
  }

  /** Whether a number comes next. */
  static boolean isNumber(TextReader in) {
    in.blanks();
    return !in.atEnd() && Character.isDigit(in.text().charAt(in.at()));
  }

  /** A whole number from 1 on, if one comes next. */
  static int count(TextReader in, int otherwise) {
    if (!isNumber(in)) {
      return otherwise;
    }
    int from = in.at();
    return number(in, in.argument(), from, otherwise);
  }

  static int number(TextReader in, String text, int from, int otherwise) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    in.problem(
        "SQ142",
        from,
        in.at(),
        "\"" + text + "\" is no number that can stand here",
        List.of("a whole number"));
    return otherwise;
  }

  /** A length of time in nanoseconds; 0 if none was given. */
  static long span(TextReader in, String text, int from) {
    Long span = Spans.parse(text);
    if (span == null || span <= 0) {
      in.problem(
          "SQ142",
          from,
          in.at(),
          "\"" + text + "\" is no length of time",
          List.of("30s", "5m", "1h", "1d"));
      return 0;
    }
    return span;
  }

  /** Options {@code name=value} that come next; names that are not known are told. */
  static Map<String, Option> options(TextReader in, List<String> known) {
    var options = new LinkedHashMap<String, Option>();
    while (in.isOption()) {
      read(in, known, options);
    }
    return options;
  }

  private static void read(TextReader in, List<String> known, Map<String, Option> options) {
    int from = in.at();
    String name = in.word().toLowerCase(Locale.ROOT);
    int end = in.at();
    in.take("=");
    in.blanks();
    int valueAt = in.at();
    String value = in.argument();
    if (!known.contains(name)) {
      unknown(in, name, from, end, known);
    } else if (value.isEmpty() && valueAt == in.at()) {
      in.unexpected("SQ140", "a value for " + name, "a value");
    } else {
      options.put(name, new Option(value, valueAt));
    }
    in.take(",");
  }

  /** As {@link #options}, one at most. */
  static Map<String, Option> option(TextReader in, List<String> known) {
    var one = new LinkedHashMap<String, Option>();
    if (in.isOption()) {
      read(in, known, one);
    }
    return one;
  }

  private static void unknown(TextReader in, String name, int from, int end, List<String> known) {
    String nearest = Suggest.nearest(name, known);
    in.problem(
        "SQ141",
        from,
        end,
        "unknown option " + name,
        known,
        nearest.isEmpty()
            ? new Suggestion[0]
            : new Suggestion[] {new Suggestion("did you mean " + nearest, from, end, nearest)});
  }

  /** The value of an option, and where it stands. */
  record Option(String value, int from) {}

  /** A number from 1 on as an option. */
  static int number(TextReader in, Map<String, Option> options, String name, int otherwise) {
    Option option = options.get(name);
    return option == null ? otherwise : number(in, option.value, option.from, otherwise);
  }

  /** A length of time as an option; 0 if it is not there. */
  static long span(TextReader in, Map<String, Option> options, String name) {
    Option option = options.get(name);
    return option == null ? 0 : span(in, option.value, option.from);
  }

  static String text(Map<String, Option> options, String name, String otherwise) {
    Option option = options.get(name);
    return option == null ? otherwise : option.value;
  }

  static boolean flag(Map<String, Option> options, String name) {
    String text = text(options, name, "false").toLowerCase(Locale.ROOT);
    return text.equals("true") || text.equals("t") || text.equals("1") || text.equals("yes");
  }
}
