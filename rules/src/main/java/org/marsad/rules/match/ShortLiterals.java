package org.marsad.rules.match;

import java.util.Arrays;

/** Literals of one to three bytes, found by their first two. Immutable. */
final class ShortLiterals {
  private static final int NONE = -1;
  private static final int MULTIPLIER = 0x9E3779B1;

  /** Of every pair of bytes whether a literal begins so, a bit each. */
  private final long[] pairs = new long[1 << 10];

  /** By its byte the literal of one byte. */
  private final int[] singles = new int[256];

  /**
   * The others by hash: their bytes as a number, the first lowest, their length above, and their
   * number behind.
   */
  private final int[] keys;

  private final int[] numbers;

  /**
   * Some of many.
   *
   * @param chosen numbers of those of one to three bytes
   */
  ShortLiterals(byte[][] literals, int[] chosen) {
    int size = Integer.highestOneBit(Math.max(4, chosen.length)) * 4;
    keys = new int[size];
    numbers = new int[size];
    Arrays.fill(numbers, NONE);
    Arrays.fill(singles, NONE);
    for (int number : chosen) {
      byte[] literal = literals[number];
      int first = literal[0] & 0xff;
      if (literal.length == 1) {
        singles[first] = number;
        for (int second = 0; second < 256; second++) {
          mark(first | second << 8);
        }
      } else {
        int pair = first | (literal[1] & 0xff) << 8;
        mark(pair);
        enter(literal.length == 2 ? two(pair) : three(pair | (literal[2] & 0xff) << 16), number);
      }
    }
  }

  private void mark(int pair) {
    pairs[pair >>> 6] |= 1L << pair;
  }

  private static int two(int window) {
    return window & 0xffff | 2 << 24;
  }

  private static int three(int window) {
    return window & 0xffffff | 3 << 24;
  }

  private void enter(int key, int number) {
    int place = place(key);
    keys[place] = key;
    numbers[place] = number;
  }

  private int place(int key) {
    int mask = keys.length - 1;
    int place = key * MULTIPLIER >>> 12 & mask;
    while (numbers[place] != NONE && keys[place] != key) {
      place = place + 1 & mask;
    }
    return place;
  }

  /** Lowest whether a literal may be at the front of a window; the other bits have no meaning. */
  long bit(int window) {
    return pairs[(window & 0xffff) >>> 6] >>> window;
  }

  /**
   * Tells those at the front of a window.
   *
   * @param left bytes from there to the end of the text
   */
  void tell(int window, int left, Literals.Found told) {
    tell(singles[window & 0xff], told);
    if (left >= 2) {
      tell(numbers[place(two(window))], told);
    }
    if (left >= 3) {
      tell(numbers[place(three(window))], told);
    }
  }

  private static void tell(int number, Literals.Found told) {
    if (number != NONE) {
      told.at(number);
    }
  }
}
