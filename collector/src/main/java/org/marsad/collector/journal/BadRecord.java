package org.marsad.collector.journal;

/** Bytes that are not what the format asks for, and why. An answer, no bug: without a stack. */
final class BadRecord extends Exception {
  private static final long serialVersionUID = 1L;

  BadRecord(String why) {
    super(why, null, false, false);
  }

  /** What was expected and what was found. */
  String why() {
    return String.valueOf(getMessage());
  }
}
