package org.marsad.rules.sigma;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** A document cannot be used; never leaves this package. */
final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  private Rejection(int line, int column, String message) {
    super(message, null, false, false);
    this.line = line;
    this.column = column;
  }

  static Rejection at(Node node, String message) {
    Mark mark = node.getStartMark();
    return new Rejection(mark.getLine() + 1, mark.getColumn() + 1, message);
  }

  /** At so many characters behind the start of a value that is written on one line. */
  static Rejection at(Node node, int ahead, String message) {
    Mark mark = node.getStartMark();
    return new Rejection(mark.getLine() + 1, mark.getColumn() + 1 + ahead, message);
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
