package org.marsad.collector.journal;

/** Bytes that are no record, and why. No bug, so without a stack. */
final class BadRecord extends Exception {
  private static final long serialVersionUID = 1L;

  BadRecord(String why) {
    super(why, null, false, false);
  }

  /** What is wrong. */
  String why() {
    return String.valueOf(getMessage());
  }
}
