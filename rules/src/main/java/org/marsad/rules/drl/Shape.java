package org.marsad.rules.drl;

/** What a declared type measures, outside of Drools. */
public enum Shape {
  BURST("Burst"),
  PAIR("Pair"),
  RHYTHM("Rhythm"),
  SILENCE("Silence");

  private final String type;

  Shape(String type) {
    this.type = type;
  }

  /** The type that declarations extend. */
  public String type() {
    return type;
  }
}
