package org.marsad.model.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.marsad.model.config.Suggest;
import org.marsad.model.expr.Expr;
import org.marsad.model.expr.ExprParser;
import org.marsad.model.expr.TextReader;
import org.marsad.model.expr.Value;
import org.marsad.model.query.QueryProblem.Suggestion;

/** All aggregations by name: reads them and makes their accumulators. */
public final class Aggregates {
  private static final List<String> NAMES =
      List.of(
          "count",
          "countif",
          "dc",
          "sum",
          "avg",
          "min",
          "max",
          "range",
          "median",
          "stdev",
          "var",
          "mode",
          "values",
          "list",
          "first",
          "last",
          "earliest",
          "latest",
          "rate",
          "p50",
          "p90",
          "p95",
          "p99",
          "percentile");

  /** What Splunk, Kusto and ES|QL call one, and what it is here. */
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("c", "count"),
          Map.entry("distinct_count", "dc"),
          Map.entry("dcount", "dc"),
          Map.entry("count_distinct", "dc"),
          Map.entry("estdc", "dc"),
          Map.entry("mean", "avg"),
          Map.entry("average", "avg"),
          Map.entry("stdevp", "stdev"),
          Map.entry("std_dev", "stdev"),
          Map.entry("variance", "var"),
          Map.entry("make_set", "values"),
          Map.entry("make_list", "list"),
          Map.entry("perc", "percentile"),
          Map.entry("take_any", "first"),
          Map.entry("any", "first"));

  private Aggregates() {}

  /** Whether an aggregation comes next, be it only by its name. */
  public static boolean isNext(TextReader in) {
    int from = in.at();
    String word = in.expressionName().toLowerCase(Locale.ROOT);
    boolean known =
        !word.isEmpty() && (isKnown(word) || in.is("(") || (in.is("=") && !in.is("==")));
    in.goTo(from);
    return known;
  }

  private static boolean isKnown(String word) {
    return NAMES.contains(word) || ALIASES.containsKey(word) || percentile(word) >= 0;
  }

  /** What {@code p95}, {@code p99.9} or {@code perc95} asks for, 0 to 100; -1 for other names. */
  private static double percentile(String name) {
    int from = name.startsWith("perc") ? 4 : name.startsWith("p") ? 1 : name.length();
    int point = name.indexOf('.', from);
    String whole = name.substring(from, point < 0 ? name.length() : point);
    boolean digits =
        !whole.isEmpty()
            && whole.length() <= (point < 0 ? 3 : 2)
            && isDigits(whole)
            && (point < 0 || (point + 1 < name.length() && isDigits(name.substring(point + 1))));
    double number = digits ? Double.parseDouble(name.substring(from)) : -1;
    return number <= 100 ? number : -1;
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Reads aggregations, with or without commas between. */
  public static List<Aggregate> readAll(TextReader in) {
    var all = new ArrayList<Aggregate>();
    do {
      Aggregate one = read(in);
      if (one == null) {
        return all;
      }
      all.add(one);
      in.take(",");
    } while (!in.isOver() && !in.isWord("by"));
    return all;
  }

  /** Reads {@code function(argument) as alias} or {@code alias = function(argument)}. */
  public static @Nullable Aggregate read(TextReader in) {
    in.blanks();
    int from = in.at();
    String alias = "";
    String word = in.expressionName();
    if (in.is("=") && !in.is("==")) {
      in.take("=");
      alias = word;
      in.blanks();
      from = in.at();
      word = in.expressionName();
    }
    int end = in.at();
    if (word.isEmpty()) {
      in.unexpected("SQ160", "an aggregation", "count", "dc(field)", "sum(field)");
      in.recover();
      return null;
    }
    String name = word.toLowerCase(Locale.ROOT);
    name = ALIASES.getOrDefault(name, name);
    if (!isKnown(name)) {
      return unknown(in, word, from, end);
    }
    var arguments = new ArrayList<Expr>();
    if (in.take("(")) {
      if (!in.is(")")) {
        do {
          arguments.add(ExprParser.read(in));
        } while (in.take(","));
      }
      if (!in.take(")")) {
        in.unexpected("SQ101", "a closing bracket", ")");
      }
    }
    Aggregate aggregate = of(in, name, arguments, alias, from);
    if (aggregate != null && in.takeWord("as")) {
      in.blanks();
      String as = in.is("\"") ? in.quoted('"') : in.listName();
      if (as.isEmpty()) {
        in.unexpected("SQ140", "the name of a column behind as", "a name");
      }
      return new Aggregate(aggregate.function(), aggregate.argument(), aggregate.number(), as);
    }
    return aggregate;
  }

  private static @Nullable Aggregate unknown(TextReader in, String word, int from, int end) {
    String nearest = Suggest.nearest(word.toLowerCase(Locale.ROOT), NAMES);
    in.problem(
        "SQ160",
        from,
        end,
        "there is no aggregation " + word,
        NAMES,
        nearest.isEmpty()
            ? new Suggestion[0]
            : new Suggestion[] {new Suggestion("did you mean " + nearest, from, end, nearest)});
    in.recover();
    return null;
  }

  private static @Nullable Aggregate of(
      TextReader in, String name, List<Expr> arguments, String alias, int from) {
    double percentile = percentile(name);
    String function = name;
    double number = 0;
    boolean optional = name.equals("count") || name.equals("rate");
    if (percentile >= 0) {
      function = "p";
      number = percentile;
    } else if (name.equals("median")) {
      function = "p";
      number = 50;
    } else if (name.equals("percentile") && arguments.size() == 2) {
      function = "p";
      number = constant(arguments.remove(1));
    } else if ((name.equals("values") || name.equals("list")) && arguments.size() == 2) {
      number = constant(arguments.remove(1));
    }
    boolean fits = optional ? arguments.size() <= 1 : arguments.size() == 1;
    boolean sound = function.equals("p") ? number >= 0 && number <= 100 : number >= 0;
    if (!fits || !sound || name.equals("percentile") && !function.equals("p")) {
      in.problem(
          "SQ152",
          from,
          in.at(),
          name + " takes " + (optional ? "at most one argument" : "one argument"),
          List.of(name.equals("percentile") ? "percentile(field, 95)" : name + "(field)"));
      return null;
    }
    return new Aggregate(
        function, arguments.isEmpty() ? null : arguments.getFirst(), number, alias);
  }

  private static double constant(Expr expr) {
    return expr instanceof Expr.Constant(Value value) ? value.number() : Double.NaN;
  }

  /** A fresh accumulator, for rows in their order. */
  public static Accumulator open(Aggregate aggregate) {
    return open(aggregate, false);
  }

  /**
   * A fresh accumulator.
   *
   * @param anyOrder whether rows come in any order, and their order is that of their events
   */
  public static Accumulator open(Aggregate aggregate, boolean anyOrder) {
    return switch (aggregate.function()) {
      case "count" -> new Counting(aggregate.argument() == null ? "rows" : "values");
      case "countif", "rate" -> new Counting(aggregate.function());
      case "dc" -> new Distinct();
      case "p" -> new Quantile(aggregate.number() / 100);
      case "sum", "avg" -> new Moments(aggregate.function());
      case "var", "stdev" -> new Spread(aggregate.function().equals("stdev"));
      case "values", "list", "mode" -> new Collected(aggregate.function(), aggregate.number());
      // Events come newest first.
      case "first" -> new Picked(anyOrder ? "latest" : "first");
      case "last" -> new Picked(anyOrder ? "earliest" : "last");
      default -> new Picked(aggregate.function());
    };
  }
}
