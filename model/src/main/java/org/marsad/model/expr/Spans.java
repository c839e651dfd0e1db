package org.marsad.model.expr;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lengths of time such as {@code 15m}, in nanoseconds. */
public final class Spans {
  private static final List<String> UNITS = List.of("w", "d", "h", "m", "s", "ms", "us", "ns");
  private static final long[] SIZES = {
    604_800_000_000_000L,
    86_400_000_000_000L,
    3_600_000_000_000L,
    60_000_000_000L,
    1_000_000_000L,
    1_000_000L,
    1_000L,
    1L
  };

  private Spans() {}

  /**
   * The length, a number alone being seconds; null if the text is none or longer than a clock can
   * tell.
   */
  public static @Nullable Long parse(String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits > 15) {
      return null;
    }
    Long size = unit(text.substring(digits));
    if (size == null) {
      return null;
    }
    try {
      return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), size.longValue());
    } catch (ArithmeticException _) {
      return null;
    }
  }

  private static @Nullable Long unit(String name) {
    int index =
        UNITS.indexOf(
            switch (name) {
              case "", "sec", "secs", "second", "seconds" -> "s";
              case "min", "mins", "minute", "minutes" -> "m";
              case "hr", "hrs", "hour", "hours" -> "h";
              case "day", "days" -> "d";
              case "week", "weeks" -> "w";
              default -> name;
            });
    return index < 0 ? null : SIZES[index];
  }

  /** The shortest way to write it. */
  public static String print(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    for (int i = 0; i < SIZES.length; i++) {
      if (nanos % SIZES[i] == 0) {
        return nanos / SIZES[i] + UNITS.get(i);
      }
    }
    return nanos + "ns";
  }
}
