package org.marsad.rules.drl;

import java.util.List;

/**
 * A place in the tokens of a file, and the text for the compiler that is written while it moves on.
 * What is taken by {@code keep} methods is written, on the line it was read from; what is skipped
 * is not.
 */
final class Cursor {
  private final List<Token> tokens;
  private final StringBuilder out = new StringBuilder();
  private int outLine = 1;
  private int at;

  Cursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  boolean is(String text) {
    return peek().is(text);
  }

  boolean isEnd() {
    return peek().type() == Token.Type.END;
  }

  /** Takes the next token, writing nothing. */
  Token skip() {
    Token token = peek();
    if (!isEnd()) {
      at++;
    }
    return token;
  }

  /** Takes this very token, writing nothing. */
  Token skip(String wanted, String meaning) {
    if (!is(wanted)) {
      throw expecting(meaning);
    }
    return skip();
  }

  /** Takes the next token and writes it. */
  Token keep() {
    Token token = skip();
    write(token);
    return token;
  }

  /** Takes this very token and writes it. */
  Token keep(String wanted) {
    return keep(wanted, "\"" + wanted + "\"");
  }

  Token keep(String wanted, String meaning) {
    if (!is(wanted)) {
      throw expecting(meaning);
    }
    return keep();
  }

  /** Takes and writes the token if it is this one. */
  boolean keepIf(String wanted) {
    if (is(wanted)) {
      keep();
      return true;
    }
    return false;
  }

  /** Writes a token that was taken before. */
  void write(Token token) {
    while (outLine < token.line()) {
      out.append('\n');
      outLine++;
    }
    out.append(token.source()).append(' ');
  }

  /** Writes a text of ours, on the line where the writing is. */
  void write(String text) {
    out.append(text).append(' ');
  }

  Refusal expecting(String what) {
    return Refusal.at(peek(), "expecting " + what + ", found " + peek().shown());
  }

  /** A mark of what was written so far. */
  int mark() {
    return out.length();
  }

  /** Takes back what was written since, which must be on one line. */
  String takeBack(int mark) {
    String since = out.substring(mark);
    out.setLength(mark);
    return since;
  }

  String written() {
    return out.toString();
  }
}
