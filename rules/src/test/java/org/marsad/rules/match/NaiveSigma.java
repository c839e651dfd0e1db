package org.marsad.rules.match;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.marsad.rules.sigma.Check;
import org.marsad.rules.sigma.Expr;
import org.marsad.rules.sigma.Wildcards;

/** Evaluates conditions the plain way, value by value: what the matcher must agree with. */
final class NaiveSigma {
  private NaiveSigma() {}

  static boolean holds(Expr expr, Map<String, List<String>> event) {
    return switch (expr) {
      case Expr.All all -> all.parts().stream().allMatch(part -> holds(part, event));
      case Expr.Any any -> any.parts().stream().anyMatch(part -> holds(part, event));
      case Expr.Not not -> !holds(not.part(), event);
      case Expr.Test test -> test(test, event);
    };
  }

  private static boolean test(Expr.Test test, Map<String, List<String>> event) {
    List<String> values =
        test.field().equals(Expr.Test.ANYWHERE)
            ? event.values().stream().flatMap(List::stream).toList()
            : event.getOrDefault(test.field(), List.of());
    return switch (test.check()) {
      case Check.Null _ -> values.isEmpty();
      case Check.Exists exists -> exists.wanted() != values.isEmpty();
      case Check.Text text -> values.stream().anyMatch(value -> like(value, text));
      case Check.Numeral number ->
          values.stream().anyMatch(value -> number(value) == number.value());
      case Check.Compare compare ->
          values.stream()
              .anyMatch(value -> compare.comparison().holds(number(value), compare.bound()));
      case Check.Regex regex ->
          values.stream().anyMatch(value -> Pattern.compile(regex.text()).matcher(value).find());
      case Check.Cidr _ -> throw new IllegalArgumentException("not among the random checks");
      case Check.Reference reference ->
          values.stream()
              .anyMatch(
                  value ->
                      event.getOrDefault(reference.field(), List.of()).stream()
                          .anyMatch(other -> refers(value, other, reference)));
    };
  }

  private static boolean refers(String value, String other, Check.Reference reference) {
    String one = reference.cased() ? value : value.toLowerCase(Locale.ROOT);
    String two = reference.cased() ? other : other.toLowerCase(Locale.ROOT);
    return switch (reference.place()) {
      case WHOLE -> one.equals(two);
      case ANYWHERE -> one.contains(two);
      case START -> one.startsWith(two);
      case END -> one.endsWith(two);
    };
  }

  private static boolean like(String value, Check.Text text) {
    var regex = new StringBuilder(text.cased() ? "(?s)" : "(?siu)");
    for (int symbol : text.pattern().symbols()) {
      switch (symbol) {
        case Wildcards.MANY -> regex.append(".*");
        case Wildcards.ONE -> regex.append('.');
        default -> regex.append(Pattern.quote(Character.toString(symbol)));
      }
    }
    return Pattern.compile(regex.toString()).matcher(value).matches();
  }

  private static double number(String text) {
    try {
      return text.startsWith("0x")
          ? Long.parseLong(text.substring(2), 16)
          : Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }
}
