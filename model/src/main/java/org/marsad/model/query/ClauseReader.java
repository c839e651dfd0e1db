package org.marsad.model.query;

import static org.marsad.model.query.QueryParser.ERROR;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.query.QueryProblem.Suggestion;

/**
 * Reads clauses and how they are joined, negated and put in brackets; what one clause is, reads a
 * {@link FieldReader}. A field that is not empty is the one before the bracket. One thread.
 */
final class ClauseReader {
  private static final List<String> CLAUSE =
      List.of("a word", "\"a phrase\"", "/a regex/", "field:value", "(");

  private final Source in;
  private final QueryLimits limits;
  private final FieldReader fields;

  ClauseReader(
      Source in,
      Instant now,
      ZoneId zone,
      @Nullable RegexCompiler regexes,
      Inclusion.@Nullable Finder saved) {
    this.in = in;
    this.limits = new QueryLimits(in);
    var literals = new LiteralReader(in);
    var points = new PointReader(in, now, zone);
    var ranges = new RangeReader(in, limits, literals, points);
    var values =
        new ValueReader(in, limits, literals, points, ranges, new RegexReader(in, regexes));
    this.fields =
        new FieldReader(
            in,
            limits,
            literals,
            ranges,
            values,
            new OperandReader(in, limits, literals, ranges, values, this::group),
            new TimeReader(in, limits, literals, points, ranges),
            new InclusionReader(in, limits, saved));
  }

  /** Clauses joined by OR, up to where none follows. */
  Query search(String field) {
    var either = new ArrayList<Query>();
    do {
      either.add(and(field));
      in.blanks();
    } while (in.takeOr());
    return Query.or(either);
  }

  private Query and(String field) {
    var all = new ArrayList<Query>();
    do {
      all.add(unary(field));
      in.blanks();
    } while (in.takeAnd() || (in.hasClause() && !in.isOr()));
    return Query.and(all);
  }

  private Query unary(String field) {
    int nots = 0;
    boolean more = true;
    while (more) {
      in.blanks();
      if (in.isAnyOf("+-") && in.isBreak(in.at() + 1) && !in.text().startsWith("(", in.at() + 1)) {
        return lonely();
      }
      if (in.takeNot() || in.take('-')) {
        nots++;
      } else {
        more = in.take('+');
      }
      if (!limits.holds(nots)) {
        return limits.tooDeep(in.at() - 1);
      }
    }
    limits.enter(nots);
    Query query = primary(field);
    limits.leave(nots);
    for (; nots > 0; nots--) {
      query = new Query.Not(query);
    }
    return query;
  }

  /** A sign with nothing attached. */
  private Query lonely() {
    int from = in.at();
    char sign = in.next();
    in.problem(
        "SQ100",
        from,
        from + 1,
        "'" + sign + "' needs a clause right behind it",
        CLAUSE,
        new Suggestion("search for the character: \\" + sign, from, from + 1, "\\" + sign));
    return ERROR;
  }

  private Query primary(String field) {
    in.blanks();
    boolean told = skipOperators();
    int from = in.at();
    if (in.atEnd()) {
      if (!in.gaveUp() && !told) {
        in.problem("SQ100", from, from, "the query ends where a clause was expected", CLAUSE);
      }
      return ERROR;
    }
    if (!in.hasClause()) {
      in.problem("SQ100", from, from + 1, "expecting a clause before '" + in.peek() + "'", CLAUSE);
      return ERROR;
    }
    if (in.is('(')) {
      return group(field);
    }
    return field.isEmpty() ? fields.clause() : fields.operand(field);
  }

  /** Goes over AND and OR that have nothing before them; whether there were any. */
  private boolean skipOperators() {
    boolean told = false;
    while (in.isAnd() || in.isOr()) {
      told = true;
      int from = in.at();
      if (!in.takeAnd()) {
        in.takeOr();
      }
      String word = in.since(from);
      in.problem(
          "SQ100",
          from,
          in.at(),
          "expecting a clause before \"" + word + "\"",
          CLAUSE,
          new Suggestion("search for the word: \\" + word, from, in.at(), "\\" + word));
      in.blanks();
    }
    return told;
  }

  private Query group(String field) {
    int open = in.at();
    if (!limits.holds(1)) {
      return limits.tooDeep(open);
    }
    limits.enter(1);
    in.goTo(open + 1);
    Query inner = search(field);
    in.blanks();
    if (!in.take(')') && !in.gaveUp() && !in.is('|')) {
      in.problem(
          "SQ101",
          open,
          open + 1,
          "'(' is never closed",
          List.of(")"),
          new Suggestion("close it with )", in.at(), in.at(), ")"));
    }
    limits.leave(1);
    return inner;
  }

  /** Goes over a closing bracket too many; what follows is looked at for its own mistakes. */
  void stray() {
    int from = in.at();
    in.problem(
        "SQ101",
        from,
        from + 1,
        "')' has no '(' before it",
        new Suggestion("leave it out, or write \\)", from, from + 1, ""));
    in.goTo(from + 1);
    in.blanks();
    if (!in.takeAnd()) {
      in.takeOr();
    }
    in.blanks();
    if (in.hasClause()) {
      search(Query.ANY_FIELD);
    }
  }
}
