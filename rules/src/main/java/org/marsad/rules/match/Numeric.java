package org.marsad.rules.match;

import java.nio.charset.StandardCharsets;

/** Text as a number. */
final class Numeric {
  private static final int MAX_LENGTH = 40;
  private static final int SAFE_DIGITS = 15;

  private Numeric() {}

  /** The number that the whole of [from, to) is, {@code 0x} hexadecimal included; NaN if none. */
  static double parse(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 0 || length > MAX_LENGTH) {
      return Double.NaN;
    }
    long value = 0;
    int at = from;
    while (at < to && length <= SAFE_DIGITS && bytes[at] >= '0' && bytes[at] <= '9') {
      value = value * 10 + bytes[at++] - '0';
    }
    if (at == to) {
      return value;
    }
    byte first = bytes[from];
    boolean number = first == '-' || first == '+' || first == '.' || (first >= '0' && first <= '9');
    return number ? slow(new String(bytes, from, length, StandardCharsets.ISO_8859_1)) : Double.NaN;
  }

  private static double slow(String text) {
    try {
      if (text.startsWith("0x") || text.startsWith("0X")) {
        return Long.parseUnsignedLong(text.substring(2), 16);
      }
      char last = text.charAt(text.length() - 1);
      return last == '.' || (last >= '0' && last <= '9') ? Double.parseDouble(text) : Double.NaN;
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }
}
