package org.marsad.rules.state;

/** What tables may be asked for. */
final class Bounds {
  private Bounds() {}

  static void check(long within, int atLeast, int most) {
    if (within <= 0) {
      throw new IllegalArgumentException("a window must be longer than nothing: " + within);
    }
    if (atLeast < 1 || atLeast > most) {
      throw new IllegalArgumentException("expecting 1 to " + most + " at least: " + atLeast);
    }
  }
}
