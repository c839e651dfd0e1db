package org.marsad.rules.check;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** A test file cannot be used; never leaves this package. */
final class BadTest extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  BadTest(Node node, String message) {
    super(message, null, false, false);
    Mark mark = node.getStartMark();
    line = mark.getLine() + 1;
    column = mark.getColumn() + 1;
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }
}
