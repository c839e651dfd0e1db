package org.marsad.collector.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where a JSON object ends (RFC 8259), and whether it is one. As lenient as the format that will
 * read it: numbers may begin with zeros, strings may hold any byte. But a line feed in a string is
 * its end, so that a line which lost its quote spoils no other. Never deeper than {@link
 * #MAX_DEPTH}. One thread.
 */
final class JsonObjects {
  static final int MAX_DEPTH = 64;

  private static final byte[][] WORDS = {
    "true".getBytes(StandardCharsets.US_ASCII),
    "false".getBytes(StandardCharsets.US_ASCII),
    "null".getBytes(StandardCharsets.US_ASCII)
  };

  private final byte[] bytes;
  private final int to;
  private int at;
  private int nameFrom;
  private int nameTo;
  private boolean first;
  private boolean closed;
  private String expected = "";

  /** Objects in [0, to) of these bytes. */
  JsonObjects(byte[] bytes, int to) {
    this.bytes = bytes;
    this.to = to;
  }

  /** One past the object that begins at {@code from}, or -1 if there is none. */
  int end(int from) {
    at = from;
    return object(1) ? at : -1;
  }

  /** Goes into the object that begins at {@code from}; whether one does. */
  boolean enter(int from) {
    at = from;
    closed = false;
    first = true;
    return skip('{') || expecting("{");
  }

  /**
   * Goes to the value of the next member; false behind the last one, where {@link #isClosed}, and
   * where there is none that can be read.
   */
  boolean member() {
    blanks();
    closed = skip('}');
    if (closed) {
      first = false;
      return false;
    }
    if (!first && !skip(',')) {
      return expecting(", or }");
    }
    first = false;
    blanks();
    if (peek() != '"') {
      return expecting("a name in quotes");
    }
    nameFrom = at + 1;
    if (!string()) {
      return false;
    }
    nameTo = at - 1;
    blanks();
    if (!skip(':')) {
      return expecting(":");
    }
    blanks();
    return true;
  }

  /** Whether the object that was entered last ended. */
  boolean isClosed() {
    return closed;
  }

  /** Whether the member has this name, which is ASCII. */
  boolean isName(String name) {
    if (name.length() != nameTo - nameFrom) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (bytes[nameFrom + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The first byte of what is here, 0 at the end. */
  byte first() {
    return peek();
  }

  /** Goes over the value of the member; false if it is none. */
  boolean skipValue() {
    return value(1);
  }

  /** One past the bracket that closes what begins at {@code from}, whatever is inside, or -1. */
  int close(int from) {
    int depth = 0;
    for (at = from; at < to; at++) {
      switch (bytes[at]) {
        case '"' -> {
          if (!string()) {
            return -1;
          }
          at--;
        }
        case '{', '[' -> {
          if (++depth > MAX_DEPTH) {
            return -1;
          }
        }
        case '}', ']' -> {
          if (--depth <= 0) {
            return at + 1;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  /** Where it is now: where the last answer was found out. */
  int position() {
    return at;
  }

  /** What was expected there. */
  String expected() {
    return expected;
  }

  private boolean value(int depth) {
    blanks();
    return switch (peek()) {
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case '"' -> string();
      case 't', 'f', 'n' -> word();
      default -> number();
    };
  }

  private boolean object(int depth) {
    if (depth > MAX_DEPTH) {
      return expecting("at most " + MAX_DEPTH + " levels");
    }
    if (peek() != '{') {
      return expecting("{");
    }
    at++;
    blanks();
    if (skip('}')) {
      return true;
    }
    do {
      blanks();
      if (peek() != '"') {
        return expecting("a name in quotes");
      }
      if (!string()) {
        return false;
      }
      blanks();
      if (!skip(':')) {
        return expecting(":");
      }
      if (!value(depth)) {
        return false;
      }
      blanks();
    } while (skip(','));
    return skip('}') || expecting(", or }");
  }

  private boolean array(int depth) {
    if (depth > MAX_DEPTH) {
      return expecting("at most " + MAX_DEPTH + " levels");
    }
    at++;
    blanks();
    if (skip(']')) {
      return true;
    }
    do {
      if (!value(depth)) {
        return false;
      }
      blanks();
    } while (skip(','));
    return skip(']') || expecting(", or ]");
  }

  private boolean string() {
    at++;
    while (at < to && bytes[at] != '\n') {
      byte b = bytes[at++];
      if (b == '"') {
        return true;
      }
      if (b == '\\' && !escape()) {
        return expecting("an escape");
      }
    }
    return expecting("a closing quote");
  }

  private boolean escape() {
    if (peek() != 'u') {
      boolean known = at < to && "\"\\/bfnrt".indexOf(bytes[at]) >= 0;
      at += known ? 1 : 0;
      return known;
    }
    for (int i = 1; i <= 4; i++) {
      if (at + i >= to || Character.digit(bytes[at + i], 16) < 0) {
        return false;
      }
    }
    at += 5;
    return true;
  }

  private boolean word() {
    for (byte[] word : WORDS) {
      int end = at + word.length;
      if (end <= to && Arrays.equals(bytes, at, end, word, 0, word.length)) {
        at = end;
        return true;
      }
    }
    return expecting("a value");
  }

  private boolean number() {
    skip('-');
    boolean whole = digits();
    if (whole && peek() == '.' && isDigit(at + 1)) {
      at++;
      digits();
    }
    if (whole && (peek() | 0x20) == 'e') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      whole = digits();
    }
    return whole || expecting("a value");
  }

  private boolean digits() {
    int from = at;
    while (isDigit(at)) {
      at++;
    }
    return at > from;
  }

  private boolean isDigit(int index) {
    return index < to && bytes[index] >= '0' && bytes[index] <= '9';
  }

  private void blanks() {
    while (at < to && isBlank(bytes[at])) {
      at++;
    }
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private boolean skip(char c) {
    boolean there = peek() == c;
    at += there ? 1 : 0;
    return there;
  }

  /** The byte here, or 0 at the end, which no JSON has outside of a string. */
  private byte peek() {
    return at < to ? bytes[at] : 0;
  }

  private boolean expecting(String what) {
    expected = what;
    return false;
  }
}
