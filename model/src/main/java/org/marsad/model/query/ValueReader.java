package org.marsad.model.query;

import static org.marsad.model.query.QueryParser.ERROR;

import java.util.List;
import org.marsad.model.query.QueryProblem.Suggestion;

/**
 * Reads what a field is compared with, or all of an event: a phrase, a regex, a range, a network, a
 * word with wildcards or without. One thread.
 */
final class ValueReader {
  private final Source in;
  private final QueryLimits limits;
  private final LiteralReader literals;
  private final PointReader points;
  private final RangeReader ranges;
  private final RegexReader regexes;

  ValueReader(
      Source in,
      QueryLimits limits,
      LiteralReader literals,
      PointReader points,
      RangeReader ranges,
      RegexReader regexes) {
    this.in = in;
    this.limits = limits;
    this.literals = literals;
    this.points = points;
    this.ranges = ranges;
    this.regexes = regexes;
  }

  /** The value that is here. */
  Query value(String field) {
    if (isTypographic()) {
      return typographic();
    }
    if (!in.isAnyOf("\"/[{")) {
      return bare(field, Word.value(in, ""));
    }
    if (!limits.count()) {
      return ERROR;
    }
    return switch (in.peek()) {
      case '"' -> phrase(field);
      case '/' -> regexes.regex(field);
      default -> ranges.range(field);
    };
  }

  /** What a bare word means: a network, a pattern, the existence of the field, or itself. */
  Query bare(String field, Word word) {
    int from = word.from();
    if (!limits.count()) {
      return ERROR;
    }
    if (in.is('"')) {
      quoteInside();
    }
    if (word.isAnything()) {
      return field.isEmpty() ? new Query.All() : new Query.Exists(field);
    }
    if (word.hasWildcard()) {
      return new Query.Wildcard(field, word.pattern());
    }
    String text = word.plain();
    if (PointReader.isClock(field)) {
      return points.moment(field, text, from);
    }
    if (!word.isVerbatim() && Network.resembles(text)) {
      return network(field, text, from);
    }
    if (field.isEmpty() && text.equals("&") && !in.text().startsWith("\\", from)) {
      in.problem(
          "SQ109",
          from,
          in.at(),
          "there is no operator &",
          List.of("AND"),
          new Suggestion("did you mean AND", from, in.at(), "AND"));
    }
    return new Query.Term(field, text, false);
  }

  private void quoteInside() {
    int quote = in.at();
    in.problem(
        "SQ103",
        quote,
        quote + 1,
        "a quote inside of a word",
        List.of("a blank", "\\\""),
        new Suggestion("two words: put a blank between", quote, quote, " "),
        new Suggestion("part of the word: \\\"", quote, quote + 1, "\\\""));
  }

  private Query network(String field, String text, int from) {
    Network network = Network.parse(text);
    if (network != null) {
      return new Query.Cidr(field, network);
    }
    String most = text.indexOf(':') < 0 ? "/32" : "/128";
    in.problem(
        "SQ118",
        from,
        in.at(),
        "\"" + text + "\" is no network",
        List.of("a prefix of /0 to " + most),
        in.quote(from, in.at()));
    return ERROR;
  }

  private Query phrase(String field) {
    String inside = literals.quoted();
    int slop = 0;
    if (in.take('~')) {
      int from = in.at();
      while (!in.atEnd() && in.peek() >= '0' && in.peek() <= '9') {
        in.next();
      }
      slop = slop(from);
    }
    boolean prefix = in.take('*');
    return new Query.Phrase(field, inside, slop, prefix);
  }

  private int slop(int from) {
    String digits = in.since(from);
    if (!digits.isEmpty() && digits.length() < 10) {
      return Integer.parseInt(digits);
    }
    in.problem(
        "SQ111",
        from - 1,
        in.at(),
        digits.isEmpty()
            ? "expecting behind ~ how many words may lie between"
            : digits + " words between are too many",
        List.of("a number such as ~2"));
    return 0;
  }

  /** Whether one of {@link QueryParser#QUOTES} is here. */
  private boolean isTypographic() {
    return in.isAnyOf(QueryParser.QUOTES);
  }

  private Query typographic() {
    int from = in.at();
    in.next();
    while (!in.atEnd() && !isTypographic()) {
      in.next();
    }
    String inside = in.since(from + 1);
    if (!in.atEnd()) {
      in.next();
    }
    String plain = QueryPrinter.quoted(inside);
    in.problem(
        "SQ102",
        from,
        in.at(),
        "typographic quotes do not quote",
        List.of("\""),
        new Suggestion("write " + plain, from, in.at(), plain));
    return ERROR;
  }
}
