package org.marsad.rules.drl;

/** Something stands in a file that may not be there; never leaves this package. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  private Refusal(int line, int column, String message) {
    super(message, null, false, false);
    this.line = line;
    this.column = column;
  }

  static Refusal at(Token token, String message) {
    return at(token.line(), token.column(), message);
  }

  static Refusal at(int line, int column, String message) {
    return new Refusal(line, column, message);
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
