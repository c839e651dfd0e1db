package org.marsad.rules.drl;

/**
 * A name, number, text or sign of a file.
 *
 * @param text without quotes
 * @param line from 1
 * @param column from 1
 */
record Token(Type type, String text, int line, int column) {
  /** What a token is. */
  enum Type {
    NAME,
    NUMBER,
    TEXT,
    SIGN,
    END
  }

  /** Whether it is this name, number or sign. */
  boolean is(String wanted) {
    return type != Type.TEXT && type != Type.END && text.equals(wanted);
  }

  boolean isText() {
    return type == Type.TEXT;
  }

  /** {@code $user}. */
  boolean isVariable() {
    return type == Type.NAME && text.startsWith("$") && text.length() > 1;
  }

  /** A name that is no variable. */
  boolean isWord() {
    return type == Type.NAME && !text.startsWith("$");
  }

  /** As the author wrote it, for messages. */
  String shown() {
    return type == Type.END ? "the end of the file" : "\"" + text + "\"";
  }

  /** Other text, in the place of this. */
  Token as(String other) {
    return new Token(Type.SIGN, other, line, column);
  }

  /** As a compiler reads it. */
  String source() {
    return type == Type.TEXT ? "\"" + text + "\"" : text;
  }
}
