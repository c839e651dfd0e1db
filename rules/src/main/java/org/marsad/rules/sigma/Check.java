package org.marsad.rules.sigma;

import org.marsad.model.query.Fold;
import org.marsad.model.query.Network;

/** What a rule asks of one value. A field with several values passes if one of them does. */
public sealed interface Check {
  /**
   * The whole value is like the pattern.
   *
   * @param cased whether upper and lower case differ
   */
  record Text(Wildcards pattern, boolean cased) implements Check {}

  /** The value is this number: a number, or text that is one, {@code 0x} hexadecimal included. */
  record Numeral(double value) implements Check {}

  /**
   * The value, or a part of the date in it, compares so with the number.
   *
   * @param part {@link DatePart#NONE} for the value itself
   */
  record Compare(Comparison comparison, double bound, DatePart part) implements Check {}

  /**
   * The expression is found somewhere in the value.
   *
   * @param options flags as in {@code (?i)}
   * @param backtracks whether RE2 refuses it, so that it is searched as {@link BacktrackingRegex}
   */
  record Regex(String pattern, String options, boolean backtracks) implements Check {
    /** As the expression is written with its flags in front. */
    public String text() {
      return options.isEmpty() ? pattern : "(?" + options + ")" + pattern;
    }
  }

  /** The value is an address of the network. */
  record Cidr(Network network) implements Check {}

  /** The field is not there, or null. */
  record Null() implements Check {}

  /** Whether the field is there, whatever its value, null included. */
  record Exists(boolean wanted) implements Check {}

  /**
   * The value is that of another field of the event, or has it in it.
   *
   * @param field the other field
   */
  record Reference(String field, Place place, boolean cased) implements Check {
    /** Whether a value is, or has in it, a value of the other field. */
    public boolean holds(String value, String other) {
      String text = cased ? value : Fold.text(value);
      String part = cased ? other : Fold.text(other);
      return switch (place) {
        case WHOLE -> text.equals(part);
        case ANYWHERE -> text.contains(part);
        case START -> text.startsWith(part);
        case END -> text.endsWith(part);
      };
    }
  }

  /** Where text lies in other text. */
  enum Place {
    WHOLE,
    ANYWHERE,
    START,
    END
  }

  /** How numbers compare. */
  enum Comparison {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** Whether {@code value} compares so with {@code bound}. */
    public boolean holds(double value, double bound) {
      return switch (this) {
        case EQUAL -> value == bound;
        case LESS -> value < bound;
        case LESS_OR_EQUAL -> value <= bound;
        case GREATER -> value > bound;
        case GREATER_OR_EQUAL -> value >= bound;
      };
    }
  }

  /** A part of a date; weeks are those of ISO 8601. */
  enum DatePart {
    NONE(0, 0),
    MINUTE(0, 59),
    HOUR(0, 23),
    DAY(1, 31),
    WEEK(1, 53),
    MONTH(1, 12),
    YEAR(0, 9999);

    private final int least;
    private final int most;

    DatePart(int least, int most) {
      this.least = least;
      this.most = most;
    }

    /** Whether it can be this number. */
    boolean has(double number) {
      return number >= least && number <= most && number == Math.rint(number);
    }

    /** {@code 0 to 59}. */
    String range() {
      return least + " to " + most;
    }
  }
}
