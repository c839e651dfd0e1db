package org.marsad.index.shard;

import java.util.Locale;

/**
 * What the shards of one time are called: one that has grown too large is followed by another of
 * the same time. The first has the name alone, the next {@code +002} behind its time.
 */
final class Splits {
  private static final char MARK = '+';

  /** A time is so long. */
  private static final int TIME = "yyyyMMddTHHmm".length();

  private Splits() {}

  /** The name of one of those that have a name in common; the first is 1. */
  static String name(String first, int number) {
    return number == 1
        ? first
        : first.substring(0, TIME)
            + String.format(Locale.ROOT, "%c%03d", MARK, number)
            + first.substring(TIME);
  }

  /** Which one it is. */
  static int number(String name) {
    return isFirst(name) ? 1 : Integer.parseInt(name, TIME + 1, end(name), 10);
  }

  /** The name of the first. */
  static String first(String name) {
    return isFirst(name) ? name : name.substring(0, TIME) + name.substring(end(name));
  }

  private static boolean isFirst(String name) {
    return name.length() <= TIME + 1 || name.charAt(TIME) != MARK || end(name) == TIME + 1;
  }

  /** Where the digits end; at most nine. */
  private static int end(String name) {
    int end = TIME + 1;
    while (end < name.length() && end < TIME + 10 && isDigit(name.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
