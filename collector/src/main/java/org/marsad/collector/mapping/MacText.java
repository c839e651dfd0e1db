package org.marsad.collector.mapping;

/** The address of a network card, however a vendor writes it, as RFC 7042 section 2.1 does. */
public final class MacText {
  /** Of {@code 00-00-5E-00-53-01}. */
  public static final int LENGTH = 17;

  private static final int DIGITS = 12;
  private static final byte[] UPPER = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };

  private MacText() {}

  /** Twelve digits with colons, dashes or points between them, or with nothing. */
  public static boolean is(byte[] bytes, int from, int to) {
    if (to - from < DIGITS || to - from > LENGTH) {
      return false;
    }
    int digits = 0;
    for (int i = from; i < to; i++) {
      if (Character.digit(bytes[i], 16) >= 0) {
        digits++;
      } else if (bytes[i] != ':' && bytes[i] != '-' && bytes[i] != '.') {
        return false;
      }
    }
    return digits == DIGITS;
  }

  /** Writes the address at [from, to) to where {@value #LENGTH} bytes are free. */
  public static void write(byte[] bytes, int from, int to, int at) {
    int write = at;
    int digits = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        continue;
      }
      if (digits > 0 && digits % 2 == 0) {
        bytes[write++] = '-';
      }
      bytes[write++] = UPPER[digit];
      digits++;
    }
  }
}
