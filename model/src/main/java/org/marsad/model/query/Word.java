package org.marsad.model.query;

import java.util.ArrayList;
import java.util.List;

/** A run of characters without blanks: escapes taken out, wildcards apart from what is around. */
final class Word {
  private final int from;
  private final List<WildcardPattern.Part> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private final StringBuilder plain = new StringBuilder();
  private int to;
  private boolean escaped;
  private boolean verbatim;

  private Word(int from) {
    this.from = from;
  }

  /** Reads what may be the name of a field: up to an operator, or where a value ends. */
  static Word name(Source in) {
    var word = new Word(in.at());
    while (!in.isBreak(in.at()) && !in.is('"') && !Operator.isAt(in)) {
      word.take(in);
    }
    return word.ended(in);
  }

  /** Reads a value: up to a blank, a round bracket, a pipe, a quote, or one of {@code stops}. */
  static Word value(Source in, String stops) {
    var word = new Word(in.at());
    while (!in.isBreak(in.at()) && !in.is('"') && !in.isAnyOf(stops)) {
      word.take(in);
    }
    return word.ended(in);
  }

  private void take(Source in) {
    char c = in.next();
    if (c == '*' || c == '?') {
      flush();
      parts.add(c == '*' ? new WildcardPattern.Run() : new WildcardPattern.One());
    } else if (c == '\\' && !in.atEnd()) {
      c = in.next();
      escaped = true;
      verbatim |= "/:.".indexOf(c) < 0;
      literal.append(c);
    } else {
      literal.append(c);
    }
    plain.append(c);
  }

  private Word ended(Source in) {
    flush();
    to = in.at();
    return this;
  }

  private void flush() {
    if (!literal.isEmpty()) {
      parts.add(new WildcardPattern.Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  /** Where it begins in the text. */
  int from() {
    return from;
  }

  /** Where it ends in the text. */
  int to() {
    return to;
  }

  boolean isEmpty() {
    return plain.isEmpty();
  }

  /** The text without escapes; wildcards stand for themselves. */
  String plain() {
    return plain.toString();
  }

  /** Whether it is this, with nothing escaped. */
  boolean is(String name) {
    return !escaped && plain.length() == name.length() && plain.indexOf(name) == 0;
  }

  /** Whether something was escaped that need not be in a network: the text is meant as it is. */
  boolean isVerbatim() {
    return verbatim;
  }

  boolean hasWildcard() {
    return parts.stream().anyMatch(part -> !(part instanceof WildcardPattern.Literal));
  }

  /** Whether it is nothing but {@code *}. */
  boolean isAnything() {
    return !parts.isEmpty() && parts.stream().allMatch(WildcardPattern.Run.class::isInstance);
  }

  WildcardPattern pattern() {
    return new WildcardPattern(parts);
  }
}
