package org.marsad.collector.input;

import java.util.Locale;

/** What a bulk request can do with a document. */
enum BulkOperation {
  INDEX(0, true, true),
  CREATE(1, true, true),
  UPDATE(2, true, false),
  DELETE(3, false, false);

  private static final BulkOperation[] BY_NUMBER = values();

  private final int number;
  private final boolean hasDocument;
  private final boolean isTaken;
  private final String text = name().toLowerCase(Locale.ROOT);

  BulkOperation(int number, boolean hasDocument, boolean isTaken) {
    this.number = number;
    this.hasDocument = hasDocument;
    this.isTaken = isTaken;
  }

  /** The operation of a number. */
  static BulkOperation of(int number) {
    return BY_NUMBER[number];
  }

  /** For tables: its place among all. */
  int number() {
    return number;
  }

  /** Whether a line with a document follows. */
  boolean hasDocument() {
    return hasDocument;
  }

  /** Whether it is done: events stay as they are, so nothing is updated or deleted. */
  boolean isTaken() {
    return isTaken;
  }

  String text() {
    return text;
  }
}
