package org.marsad.collector.format;

/**
 * The parts of a line as web servers write them: words between blanks, text in quotes, text in
 * brackets. A quote ends at the first one that no backslash escapes and a blank or the end follows.
 * One thread.
 */
final class Tokens {
  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  /** The part found last is [from, to), without its quotes or brackets. */
  int from;

  int to;

  /** A quote, an opening bracket, or a blank for a word. */
  int kind;

  Tokens over(byte[] block, int start, int stop) {
    bytes = block;
    at = start;
    end = stop;
    return this;
  }

  /** Goes to the next part; false at the end, or where a quote or bracket is never closed. */
  boolean next() {
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    if (at >= end) {
      return false;
    }
    return switch (bytes[at]) {
      case '"' -> quoted();
      case '[' -> bracketed();
      default -> word();
    };
  }

  private boolean word() {
    kind = ' ';
    from = at;
    while (at < end && bytes[at] != ' ' && bytes[at] != '\t') {
      at++;
    }
    to = at;
    return true;
  }

  private boolean quoted() {
    kind = '"';
    from = ++at;
    while (at < end) {
      if (bytes[at] == '\\') {
        at += 2;
      } else if (bytes[at] == '"' && (at + 1 == end || bytes[at + 1] == ' ')) {
        to = at++;
        return true;
      } else {
        at++;
      }
    }
    return open();
  }

  private boolean bracketed() {
    kind = '[';
    from = ++at;
    while (at < end && bytes[at] != ']') {
      at++;
    }
    if (at >= end) {
      return open();
    }
    to = at++;
    return true;
  }

  /** Lets the part found last reach to the next blank. */
  void join() {
    while (at < end && bytes[at] != ' ') {
      at++;
    }
    to = at;
  }

  /** Stays at the quote or bracket that is never closed. */
  private boolean open() {
    at = from - 1;
    from = at;
    to = at;
    kind = 0;
    return false;
  }

  /** Where the next part will be looked for. */
  int at() {
    return at;
  }

  /** Where what is left begins, blanks left out. */
  int rest() {
    int i = at;
    while (i < end && bytes[i] == ' ') {
      i++;
    }
    return i;
  }

  /** Whether the part is nothing, or a dash. */
  boolean isNil() {
    return Entries.isNil(bytes, from, to);
  }
}
