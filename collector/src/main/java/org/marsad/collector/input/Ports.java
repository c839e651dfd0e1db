package org.marsad.collector.input;

/** Checks what is said about ports. */
final class Ports {
  private static final int MAX = 65_535;

  private Ports() {}

  static void require(String input, int port) {
    if (port < 0 || port > MAX) {
      throw new IllegalArgumentException(input + ".port must be in 0.." + MAX + ": " + port);
    }
  }
}
