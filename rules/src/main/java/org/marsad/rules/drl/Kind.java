package org.marsad.rules.drl;

/** What a value of a condition is. */
enum Kind {
  TEXT("a text"),
  NUMBER("a number"),
  FLAG("true or false"),
  FACT("a fact");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  /** For messages. */
  @Override
  public String toString() {
    return words;
  }
}
