package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.Fold;
import org.marsad.rules.sigma.Check;
import org.marsad.rules.sigma.Expr;

/**
 * A test that rules ask, and how it can be decided.
 *
 * @param test the test
 * @param kind how it is decided
 * @param literal a folded literal that every value has which passes; empty if there is none
 * @param glob the pattern over folded text, if it asks for text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Asked(Expr.Test test, SetTest.Kind kind, byte[] literal, @Nullable Glob glob) {
  /** What a test costs that says little: many events pass it. */
  private static final int COMMON = 64;

  /** Of an expression, shorter text is in most values. */
  private static final int LEAST_OF_REGEX = 3;

  static Asked of(Expr.Test test) {
    return switch (test.check()) {
      case Check.Numeral _ -> new Asked(test, SetTest.Kind.SCANNED, RuleSet.NOTHING, null);
      case Check.Text text -> {
        Glob glob = Glob.of(text.pattern(), false);
        byte[] literal = glob.longest();
        yield new Asked(test, kind(literal, text.cased()), literal, glob);
      }
      case Check.Regex regex -> {
        byte[] literal = literal(regex);
        yield new Asked(test, kind(literal, true), literal, null);
      }
      default -> new Asked(test, SetTest.Kind.ASKED, RuleSet.NOTHING, null);
    };
  }

  private static SetTest.Kind kind(byte[] literal, boolean isOnlyPossible) {
    return literal.length == 0
        ? SetTest.Kind.ASKED
        : isOnlyPossible ? SetTest.Kind.GUARDED : SetTest.Kind.SCANNED;
  }

  private static byte[] literal(Check.Regex regex) {
    if (regex.backtracks() || regex.options().contains("x")) {
      return RuleSet.NOTHING;
    }
    String required = RegexLiterals.required(regex.pattern());
    byte[] literal = Fold.text(required).getBytes(StandardCharsets.UTF_8);
    return literal.length < LEAST_OF_REGEX ? RuleSet.NOTHING : literal;
  }

  /** Tells the plan of its field what to look for. */
  void enter(FieldPlanBuilder plan, int number) {
    if (test.check() instanceof Check.Numeral(double value)) {
      plan.number(value, number);
    } else if (kind == SetTest.Kind.GUARDED) {
      plan.guard(literal, number);
    } else if (kind == SetTest.Kind.SCANNED && glob != null) {
      plan.pattern(literal, glob, number);
    }
  }

  /**
   * How often it may hold, roughly; the largest number if a pass cannot decide it. What many rules
   * ask is common in events too: their cost is this times the number of rules.
   */
  int cost() {
    if (test.check() instanceof Check.Numeral) {
      return COMMON;
    }
    return literal.length == 0 ? Integer.MAX_VALUE : COMMON >> Math.min(6, literal.length);
  }

  /** How much work it is to decide. */
  int effort() {
    return switch (kind) {
      case SCANNED -> 0;
      case GUARDED -> 1;
      case ASKED ->
          test.check() instanceof Check.Regex || test.check() instanceof Check.Reference ? 3 : 2;
    };
  }
}
