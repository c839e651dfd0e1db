package org.marsad.model.expr;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import org.marsad.model.event.Nanos;
import org.marsad.model.query.Fold;
import org.marsad.model.query.Numbers;

/** What a field of a row holds, or an expression yields. Immutable. */
public sealed interface Value {
  /**
   * The order of {@code sort}: numbers and times by size, then other texts without regard to case,
   * then what is missing. Texts that are numbers count as numbers.
   */
  Comparator<Value> ORDER = Value::order;

  /** Missing. */
  enum None implements Value {
    NULL
  }

  /** A text. */
  record Text(String string) implements Value {}

  /** A whole number. */
  record Whole(long whole) implements Value {}

  /** A number with a fraction, or too large for a whole one; never NaN. */
  record Real(double real) implements Value {}

  /** True or false. */
  record Truth(boolean value) implements Value {}

  /** A point in time, in nanoseconds since 1970. */
  record Moment(long nanos) implements Value {}

  /** Several values of one field, at least two, none of them missing or a list. */
  record Many(List<Value> values) implements Value {
    public Many {
      values = List.copyOf(values);
    }
  }

  static Value of(boolean value) {
    return value ? Values.TRUE : Values.FALSE;
  }

  static Value of(long number) {
    return new Whole(number);
  }

  /** A whole number if it is one that a double tells apart from its neighbours; NaN is missing. */
  static Value of(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Values.NULL;
    }
    long whole = (long) number;
    return whole == number && Math.abs(number) < 1L << 53 ? new Whole(whole) : new Real(number);
  }

  static Value of(String text) {
    return new Text(text);
  }

  /** None is missing, one is itself, lists inside are flattened. */
  static Value of(List<Value> values) {
    boolean flat = true;
    for (Value value : values) {
      flat &= !(value instanceof Many) && !value.isNull();
    }
    List<Value> all =
        flat
            ? values
            : values.stream().flatMap(v -> v.list().stream()).filter(v -> !v.isNull()).toList();
    return switch (all.size()) {
      case 0 -> Values.NULL;
      case 1 -> all.getFirst();
      default -> new Many(all);
    };
  }

  /** A text that is a number as that number, else as text. */
  static Value parse(String text) {
    Double number = Numbers.parse(text);
    if (number == null) {
      return new Text(text);
    }
    if (text.length() < 19 && text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
      return new Whole(Long.parseLong(text));
    }
    Value value = of(number.doubleValue());
    return value.isNull() ? new Text(text) : value;
  }

  default boolean isNull() {
    return this == None.NULL;
  }

  /** Whether it is true; nothing but true is. */
  default boolean isTrue() {
    return this instanceof Truth truth && truth.value;
  }

  /** Each of several, else itself alone; empty if missing. */
  default List<Value> list() {
    return switch (this) {
      case None _ -> List.of();
      case Many many -> many.values;
      case Text _, Whole _, Real _, Truth _, Moment _ -> List.of(this);
    };
  }

  /** As a person reads it; missing is empty. */
  default String text() {
    return switch (this) {
      case None _ -> "";
      case Text text -> text.string;
      case Whole whole -> Long.toString(whole.whole);
      case Real real -> plain(real.real);
      case Truth truth -> Boolean.toString(truth.value);
      case Moment moment -> Nanos.format(moment.nanos);
      case Many many -> {
        var all = new StringJoiner("; ");
        many.values.forEach(value -> all.add(value.text()));
        yield all.toString();
      }
    };
  }

  private static String plain(double number) {
    double size = Math.abs(number);
    return size >= 1e-3 && size < 1e15
        ? new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString()
        : Double.toString(number);
  }

  /** The number it is or reads as, times in seconds since 1970; NaN if it is none. */
  default double number() {
    return switch (this) {
      case Whole whole -> whole.whole;
      case Real real -> real.real;
      case Moment moment -> moment.nanos / 1e9;
      case Text text -> {
        Double number = Numbers.parse(text.string);
        yield number == null ? Double.NaN : number;
      }
      case None _, Truth _, Many _ -> Double.NaN;
    };
  }

  /** Whether it is a number, not a text that reads as one. */
  default boolean isNumber() {
    return this instanceof Whole || this instanceof Real;
  }

  /** Bytes it takes in memory, roughly. */
  default long weight() {
    return switch (this) {
      case None _, Truth _ -> 0;
      case Text text -> 56 + text.string.length();
      case Whole _, Real _, Moment _ -> 24;
      case Many many -> {
        long sum = 32;
        for (Value value : many.values) {
          sum += value.weight();
        }
        yield sum;
      }
    };
  }

  private static int order(Value a, Value b) {
    if (a.isNull() || b.isNull()) {
      return Boolean.compare(a.isNull(), b.isNull());
    }
    if (a instanceof Whole(long left) && b instanceof Whole(long right)) {
      return Long.compare(left, right);
    }
    if (a instanceof Moment(long left) && b instanceof Moment(long right)) {
      return Long.compare(left, right);
    }
    double left = a.number();
    double right = b.number();
    if (Double.isNaN(left) || Double.isNaN(right)) {
      if (Double.isNaN(left) && Double.isNaN(right)) {
        int folded = Fold.text(a.text()).compareTo(Fold.text(b.text()));
        return folded != 0 ? folded : a.text().compareTo(b.text());
      }
      return Double.isNaN(left) ? 1 : -1;
    }
    int order = Double.compare(left, right);
    // Texts that read as the same number are still told apart, so that the order is total.
    return order != 0 ? order : a.text().compareTo(b.text());
  }
}
