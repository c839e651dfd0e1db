package org.marsad.rules.explain;

/** Long text with its middle left out. */
final class Shortened {
  private static final int MAX = 160;

  private Shortened() {}

  static String of(String text) {
    if (text.length() <= MAX) {
      return text;
    }
    int half = MAX / 2;
    return text.substring(0, half)
        + " ... "
        + text.substring(text.length() - half)
        + " ("
        + text.length()
        + " characters)";
  }
}
