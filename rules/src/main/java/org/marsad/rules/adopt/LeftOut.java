package org.marsad.rules.adopt;

import java.io.Serial;

/** A rule cannot be taken over. Carries no stack: it is what a file says, not a bug. */
final class LeftOut extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int line;

  LeftOut(int line, String why) {
    super(why, null, false, false);
    this.line = line;
  }

  /** Where, from 1. */
  int line() {
    return line;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
