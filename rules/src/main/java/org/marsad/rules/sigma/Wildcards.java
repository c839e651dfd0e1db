package org.marsad.rules.sigma;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text in which {@code *} stands for any run of characters and {@code ?} for exactly one, line ends
 * included. A backslash takes the meaning from a star, a question mark or a backslash behind it,
 * and is itself before anything else and at the end (Sigma specification, "Escaping").
 */
public final class Wildcards {
  /** Any run of characters, among the {@link #symbols()}. */
  public static final int MANY = -1;

  /** Exactly one character, among the {@link #symbols()}. */
  public static final int ONE = -2;

  private final int[] symbols;

  private Wildcards(int[] symbols) {
    this.symbols = symbols;
  }

  /** Reads a value as it is written in a rule. */
  public static Wildcards parse(String text) {
    int[] points = text.codePoints().toArray();
    int[] symbols = new int[points.length];
    int count = 0;
    for (int i = 0; i < points.length; i++) {
      int point = points[i];
      if (point == '\\' && i + 1 < points.length && isSpecial(points[i + 1])) {
        symbols[count++] = points[++i];
      } else if (point == '*') {
        symbols[count++] = MANY;
      } else if (point == '?') {
        symbols[count++] = ONE;
      } else {
        symbols[count++] = point;
      }
    }
    return new Wildcards(Arrays.copyOf(symbols, count));
  }

  /** Text that stands for itself. */
  public static Wildcards plain(String text) {
    return new Wildcards(text.codePoints().toArray());
  }

  private static boolean isSpecial(int point) {
    return point == '\\' || point == '*' || point == '?';
  }

  /** Code points, {@link #MANY} and {@link #ONE}; not to be written to. */
  public int[] symbols() {
    return symbols;
  }

  public boolean isPlain() {
    return Arrays.stream(symbols).noneMatch(symbol -> symbol < 0);
  }

  /** The text, if it stands for itself. */
  public @Nullable String text() {
    return isPlain() ? new String(symbols, 0, symbols.length) : null;
  }

  /** The same with a star before or behind it, unless there is one. */
  Wildcards open(boolean before, boolean behind) {
    int[] some = symbols;
    if (before && (some.length == 0 || some[0] != MANY)) {
      int[] more = new int[some.length + 1];
      more[0] = MANY;
      System.arraycopy(some, 0, more, 1, some.length);
      some = more;
    }
    if (behind && (some.length == 0 || some[some.length - 1] != MANY)) {
      some = Arrays.copyOf(some, some.length + 1);
      some[some.length - 1] = MANY;
    }
    return new Wildcards(some);
  }

  /** The same with other symbols in it. */
  Wildcards with(int[] others) {
    return new Wildcards(others);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Wildcards pattern && Arrays.equals(symbols, pattern.symbols);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(symbols);
  }

  /** As it would be written in a rule. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int symbol : symbols) {
      switch (symbol) {
        case MANY -> text.append('*');
        case ONE -> text.append('?');
        case '*', '?', '\\' -> text.append('\\').appendCodePoint(symbol);
        default -> text.appendCodePoint(symbol);
      }
    }
    return text.toString();
  }
}
