package org.marsad.collector.format;

/**
 * Digits in the eight bytes of a long, the first the lowest, read without a loop: pairs become
 * numbers, and pairs of those, in three multiplications (the way of D. Lemire, "Quickly parsing
 * eight digits", 2018).
 */
final class Digits {
  private static final long ONES = 0x0101010101010101L;
  private static final long ZEROS = ONES * '0';
  private static final long ABOVE_NINE = ONES * (0x80 - 10);
  private static final long HIGHS = ONES << 7;

  private Digits() {}

  /** How many digits it begins with. */
  static int count(long bytes) {
    long value = bytes ^ ZEROS;
    long other = (value + ABOVE_NINE | value) & HIGHS;
    return Long.numberOfTrailingZeros(other) >>> 3;
  }

  /** The number in the first {@code count} digits, as if zeros followed up to the eighth. */
  static int value(long bytes, int count) {
    long known = count == Long.BYTES ? -1 : (1L << (count << 3)) - 1;
    long value = (bytes ^ ZEROS) & known;
    value = value * 10 + (value >>> 8) & 0x00ff00ff00ff00ffL;
    value = value * 100 + (value >>> 16) & 0x0000ffff0000ffffL;
    return (int) (value * 10_000 + (value >>> 32));
  }
}
