package org.marsad.model.config;

/**
 * A number of bytes as a setting.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + bytes);
    }
  }

  public static ByteSize ofMiB(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 20));
  }

  /**
   * Reads digits and one of {@code B KiB MiB GiB TiB}; without a unit bytes are meant.
   *
   * @throws IllegalArgumentException if it is no size
   */
  public static ByteSize parse(String text) {
    String trimmed = text.strip();
    int digits = 0;
    while (digits < trimmed.length() && Character.isDigit(trimmed.charAt(digits))) {
      digits++;
    }
    String unit = trimmed.substring(digits).strip();
    for (int i = 0; i < UNITS.length; i++) {
      if (unit.equalsIgnoreCase(UNITS[i]) || i == 0 && unit.isEmpty()) {
        try {
          return new ByteSize(
              Math.multiplyExact(Long.parseLong(trimmed.substring(0, digits)), 1L << 10 * i));
        } catch (ArithmeticException | NumberFormatException _) {
          break;
        }
      }
    }
    throw new IllegalArgumentException(
        "not a size: \"" + text + "\"; expecting digits and one of B, KiB, MiB, GiB, TiB");
  }

  /** The shortest exact form, such as {@code 64MiB}. */
  @Override
  public String toString() {
    int unit = 0;
    long count = bytes;
    while (count != 0 && count % 1024 == 0 && unit < UNITS.length - 1) {
      count /= 1024;
      unit++;
    }
    return count + UNITS[unit];
  }
}
