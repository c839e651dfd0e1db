package org.marsad.load;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.marsad.model.event.EventBatch;
import org.marsad.rules.sigma.Check;
import org.marsad.rules.sigma.Expr;
import org.marsad.rules.sigma.SigmaRule;
import org.marsad.rules.sigma.Wildcards;

/**
 * What an engine without automata does: every rule of the event's log source, one after the other,
 * over values folded once. Not exact in every corner; for speed alone. One thread.
 */
final class NaiveLoop {
  private final Map<Check, Pattern> patterns = new HashMap<>();

  /** How many of the rules hold. */
  int count(List<SigmaRule> rules, EventBatch batch, int row) {
    Map<String, String> event = values(batch, row);
    int held = 0;
    for (SigmaRule rule : rules) {
      held += holds(rule.condition(), event) ? 1 : 0;
    }
    return held;
  }

  /** The values of an event by their names, folded. */
  static Map<String, String> values(EventBatch batch, int row) {
    Map<String, String> event = new HashMap<>();
    for (int slice = batch.firstSlice(row); slice < batch.endSlice(row); slice++) {
      event.put(
          batch.schema().field(batch.field(slice)).name(),
          batch.text(slice).toLowerCase(Locale.ROOT));
    }
    return event;
  }

  /** Whether a condition holds for the values of an event. */
  boolean holds(Expr expr, Map<String, String> event) {
    return switch (expr) {
      case Expr.All(List<Expr> parts) -> all(parts, event);
      case Expr.Any(List<Expr> parts) -> any(parts, event);
      case Expr.Not(Expr part) -> !holds(part, event);
      case Expr.Test(String field, Check check) -> asked(field, check, event);
    };
  }

  private boolean all(List<Expr> parts, Map<String, String> event) {
    for (Expr part : parts) {
      if (!holds(part, event)) {
        return false;
      }
    }
    return true;
  }

  private boolean any(List<Expr> parts, Map<String, String> event) {
    for (Expr part : parts) {
      if (holds(part, event)) {
        return true;
      }
    }
    return false;
  }

  private boolean asked(String field, Check check, Map<String, String> event) {
    if (!field.isEmpty()) {
      String value = event.get(field);
      return value == null ? check instanceof Check.Null : test(check, value);
    }
    for (String value : event.values()) {
      if (test(check, value)) {
        return true;
      }
    }
    return false;
  }

  private boolean test(Check check, String value) {
    return switch (check) {
      case Check.Text text -> like(text, value);
      case Check.Numeral(double number) -> value.equals(Long.toString((long) number));
      case Check.Regex regex ->
          patterns.computeIfAbsent(regex, _ -> Pattern.compile(regex.text())).matcher(value).find();
      default -> false;
    };
  }

  private boolean like(Check.Text text, String value) {
    int[] symbols = text.pattern().symbols();
    int from = symbols.length > 0 && symbols[0] == Wildcards.MANY ? 1 : 0;
    int to = symbols.length;
    boolean open = to > from && symbols[to - 1] == Wildcards.MANY;
    to -= open ? 1 : 0;
    for (int i = from; i < to; i++) {
      if (symbols[i] < 0) {
        return pattern(text).matcher(value).matches();
      }
    }
    String literal = literals.computeIfAbsent(text, _ -> literal(text));
    return from == 1
        ? open ? value.contains(literal) : value.endsWith(literal)
        : open ? value.startsWith(literal) : value.equals(literal);
  }

  private final Map<Check, String> literals = new HashMap<>();

  private static String literal(Check.Text text) {
    var literal = new StringBuilder();
    for (int symbol : text.pattern().symbols()) {
      if (symbol >= 0) {
        literal.appendCodePoint(symbol);
      }
    }
    return literal.toString().toLowerCase(Locale.ROOT);
  }

  private Pattern pattern(Check.Text text) {
    return patterns.computeIfAbsent(
        text,
        _ -> {
          var regex = new StringBuilder("(?s)");
          for (int symbol : text.pattern().symbols()) {
            switch (symbol) {
              case Wildcards.MANY -> regex.append(".*");
              case Wildcards.ONE -> regex.append('.');
              default ->
                  regex.append(Pattern.quote(Character.toString(Character.toLowerCase(symbol))));
            }
          }
          return Pattern.compile(regex.toString());
        });
  }
}
