package org.marsad.rules.keyed;

/** Numbers as logs write them. */
final class Decimal {
  private static final int LONGEST = 40;

  private Decimal() {}

  /** The number, or NaN if it is none: digits, a sign, a point, an exponent; nothing of Java's. */
  static double parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return Double.NaN;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
      if (!fits) {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }
}
