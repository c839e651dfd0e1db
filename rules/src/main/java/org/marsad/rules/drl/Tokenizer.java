package org.marsad.rules.drl;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a file into tokens. Comments are left out; what no rule needs, such as escapes and
 * characters beyond ASCII outside of comments, is refused, so that every reader of the text sees
 * the same.
 */
final class Tokenizer {
  private static final String SIGNS = "()[]{}<>=!&|,;:.@+-*/%^?~";
  private static final List<String> LONG_SIGNS =
      List.of("==", "!=", "<=", ">=", "&&", "||", ":=", "+=", "-=", "++", "--");
  private static final int MAX_LENGTH = 1 << 20;

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Tokenizer(String text) {
    this.text = text;
  }

  /** The tokens, the last of which is the end of the file. */
  static List<Token> tokens(String text) {
    if (text.length() > MAX_LENGTH) {
      throw Refusal.at(1, 1, "the file is longer than " + MAX_LENGTH + " characters");
    }
    var tokenizer = new Tokenizer(text);
    while (tokenizer.at < text.length()) {
      tokenizer.next();
    }
    tokenizer.tokens.add(
        new Token(Token.Type.END, "", tokenizer.line, text.length() - tokenizer.lineStart + 1));
    return tokenizer.tokens;
  }

  private void next() {
    char c = text.charAt(at);
    if (c == '\n') {
      line++;
      lineStart = ++at;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      at++;
    } else if (text.startsWith("//", at)) {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end;
    } else if (text.startsWith("/*", at)) {
      comment();
    } else if (c == '"') {
      quoted();
    } else if (isNameStart(c)) {
      int from = at;
      while (at < text.length() && isNamePart(text.charAt(at))) {
        at++;
      }
      add(Token.Type.NAME, from);
    } else if (isDigit(c)) {
      number();
    } else if (SIGNS.indexOf(c) >= 0) {
      int from = at;
      boolean two = LONG_SIGNS.contains(text.substring(at, Math.min(at + 2, text.length())));
      at += two ? 2 : 1;
      add(Token.Type.SIGN, from);
    } else {
      throw Refusal.at(
          line, column(at), "the character U+%04X is not allowed here".formatted((int) c));
    }
  }

  private void comment() {
    int close = text.indexOf("*/", at + 2);
    if (close < 0) {
      throw Refusal.at(line, column(at), "the comment is never closed");
    }
    for (; at < close + 2; at++) {
      if (text.charAt(at) == '\n') {
        line++;
        lineStart = at + 1;
      }
    }
  }

  /** A text on one line, of printable ASCII without escapes. */
  private void quoted() {
    int from = ++at;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at);
      if (c == '\n') {
        throw Refusal.at(line, column(from - 1), "the text is not closed on its line");
      }
      if (c == '\\' || c > 0x7e || c < 0x20) {
        throw Refusal.at(
            line, column(at), "a text has printable ASCII only, and no backslash to escape with");
      }
      at++;
    }
    if (at == text.length()) {
      throw Refusal.at(line, column(from - 1), "the text is never closed");
    }
    add(Token.Type.TEXT, from);
    at++;
  }

  /** Digits, maybe with a fraction, maybe with the unit of a span behind them. */
  private void number() {
    int from = at;
    digits();
    if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
      at++;
      digits();
    }
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    add(Token.Type.NUMBER, from);
  }

  private void digits() {
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private void add(Token.Type type, int from) {
    tokens.add(new Token(type, text.substring(from, at), line, column(from)));
  }

  private int column(int position) {
    return position - lineStart + 1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c);
  }
}
