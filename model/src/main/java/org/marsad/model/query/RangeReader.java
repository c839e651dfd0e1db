package org.marsad.model.query;

import static org.marsad.model.query.QueryParser.ERROR;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.QueryProblem.Suggestion;

/**
 * Reads ranges: {@code [a TO b]}, and the one end that stands behind a sign of order. One thread.
 */
final class RangeReader {
  private final Source in;
  private final QueryLimits limits;
  private final LiteralReader literals;
  private final PointReader points;

  RangeReader(Source in, QueryLimits limits, LiteralReader literals, PointReader points) {
    this.in = in;
    this.limits = limits;
    this.literals = literals;
    this.points = points;
  }

  /** A range whose bracket is here. */
  Query range(String field) {
    int open = in.at();
    boolean lowerIn = in.next() == '[';
    in.blanks();
    End lower = end("]}");
    in.blanks();
    if (!in.takeWord("to")) {
      return bad("expecting TO between the ends of a range", List.of("TO"));
    }
    in.blanks();
    End upper = end("]}");
    in.blanks();
    if (!in.isAnyOf("]}")) {
      return bad("expecting ] or } behind a range", List.of("]", "}"));
    }
    boolean upperIn = in.next() == ']';
    Query.Bound from = bound(field, lower, lowerIn);
    Query.Bound to = bound(field, upper, upperIn);
    if (Bounds.isEmpty(from, to)) {
      empty(lower, upper, open, lowerIn, upperIn);
      return ERROR;
    }
    return new Query.Range(field, from, to);
  }

  /** A range with one end, which is here; its operator was one of order. */
  Query order(String field, Operator operator) {
    End end = end("");
    if (!limits.count()) {
      return ERROR;
    }
    boolean inclusive = operator == Operator.AT_MOST || operator == Operator.AT_LEAST;
    Query.Bound bound = bound(field, end, inclusive);
    boolean upper = operator == Operator.BELOW || operator == Operator.AT_MOST;
    return upper ? new Query.Range(field, null, bound) : new Query.Range(field, bound, null);
  }

  /** Tells that a range stands where a clause should begin. */
  Query withoutField() {
    int from = in.at();
    int end = in.wordEnd(from);
    in.problem(
        "SQ106",
        from,
        from + 1,
        "a range needs a field in front",
        List.of("field:[a TO b]"),
        in.quote(from, end));
    in.recover();
    return ERROR;
  }

  private Query bad(String message, List<String> expected) {
    int from = in.at();
    in.problem("SQ116", from, from + (in.atEnd() ? 0 : 1), message, expected);
    in.recover();
    return ERROR;
  }

  private void empty(End lower, End upper, int open, boolean lowerIn, boolean upperIn) {
    String low = in.text().substring(lower.from(), lower.to());
    String high = in.text().substring(upper.from(), upper.to());
    if (Bounds.compare(lower.text(), upper.text()) == 0) {
      in.problem(
          "SQ117", open, in.at(), "empty range: nothing but " + low + ", and that is left out");
      return;
    }
    String swapped = (upperIn ? "[" : "{") + high + " TO " + low + (lowerIn ? "]" : "}");
    in.problem(
        "SQ117",
        open,
        in.at(),
        "empty range: lower bound " + low + " is above " + high,
        new Suggestion("swap them: " + swapped, open, in.at(), swapped));
  }

  /** An end of a range as it was written. */
  private record End(String text, boolean isOpen, int from, int to) {}

  private End end(String stops) {
    int from = in.at();
    if (in.is('"')) {
      String text = literals.quoted();
      return new End(text, false, from, in.at());
    }
    Word word = Word.value(in, stops);
    if (word.isEmpty() && !in.gaveUp()) {
      in.problem(
          "SQ116",
          from,
          from + (in.atEnd() ? 0 : 1),
          "expecting an end of the range",
          List.of("a value", "*"));
    }
    if (word.hasWildcard() && !word.isAnything()) {
      in.problem(
          "SQ116", from, in.at(), "an end of a range has no wildcards", List.of("a value", "*"));
    }
    return new End(word.plain(), word.isEmpty() || word.hasWildcard(), from, in.at());
  }

  private Query.@Nullable Bound bound(String field, End end, boolean inclusive) {
    return end.isOpen()
        ? null
        : new Query.Bound(points.bound(field, end.text(), end.from()), inclusive);
  }
}
