package org.marsad.model.query;

import java.util.List;
import org.marsad.model.query.QueryProblem.Suggestion;

/** Reads texts of a query that mean themselves, in quotes or without blanks. One thread. */
final class LiteralReader {
  private final Source in;

  LiteralReader(Source in) {
    this.in = in;
  }

  /** A text in quotes, which begins here. */
  String quoted() {
    int open = in.at();
    in.goTo(open + 1);
    var inside = new StringBuilder();
    while (!in.atEnd() && !in.is('"')) {
      char c = in.next();
      inside.append(c == '\\' && !in.atEnd() ? in.next() : c);
    }
    if (!in.take('"')) {
      in.problem(
          "SQ103",
          open,
          open + 1,
          "the quote is never closed",
          List.of("\""),
          new Suggestion("close it with \"", in.at(), in.at(), "\""),
          new Suggestion("part of a word: \\\"", open, open + 1, "\\\""));
      in.giveUp();
    }
    return inside.toString();
  }

  /** A value without blanks, or in quotes; empty, and told, if there is none. */
  String single(String before) {
    boolean gap = in.blanks();
    if (isMissing(gap)) {
      missing(before);
      return "";
    }
    if (in.is('"')) {
      return quoted();
    }
    int from = in.at();
    String text = Word.value(in, "").plain();
    if (text.isEmpty()) {
      in.goTo(from);
      missing(before);
    }
    return text;
  }

  /** Whether no value follows; a word that joins clauses is none if there is a gap before it. */
  boolean isMissing(boolean gap) {
    return !in.hasClause() || (gap && (in.isAnd() || in.isOr() || in.isWord("not")));
  }

  /** Tells that there is no value. */
  Query missing(String before) {
    if (!in.gaveUp()) {
      in.problem(
          "SQ107",
          in.at(),
          in.at(),
          "expecting a value behind \"" + before + "\"",
          List.of("a word", "\"a phrase\"", "*"));
    }
    return QueryParser.ERROR;
  }

  /** Tells if a word cannot be the name of a field. */
  void checkName(Word name) {
    if (name.hasWildcard()) {
      in.problem(
          "SQ110",
          name.from(),
          name.to(),
          "the name of a field has no wildcards: \"" + name.plain() + "\"",
          List.of("the whole name", "\\* for a star in it"));
    }
  }
}
