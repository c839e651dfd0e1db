package org.marsad.model.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.problem.Problem.Position;

/**
 * Reads the search part of the language: what Lucene's users write, and Splunk's {@code f=v},
 * {@code IN (...)}, {@code -word} and {@code earliest=}. One pass over the text; each mistake is
 * told with its place and a way out, and reading goes on behind it or behind the next closing
 * bracket, so that several are told at once.
 *
 * <pre>
 * search  := and { OR and }                                   OR may be written or, ||
 * and     := unary { [AND] unary }                            and, &amp;&amp;, or nothing
 * unary   := { NOT | ! | - | + } primary
 * primary := ( search ) | * | *:* | field op operand | field [NOT] IN ( value { , value } ) | value
 * op      := : | = | != | == | &lt; | &lt;= | &gt; | &gt;= | :&lt; | :&lt;= | :&gt; | :&gt;=
 * operand := ( search, its words being operands ) | value
 * value   := "phrase"[~n][*] | /regex/ | network | [ a TO b ] | word with * and ?
 * time    := earliest = point | latest = point | _time : span | _time : [ point TO point ]
 * </pre>
 *
 * <p>Each line has its reader: {@link ClauseReader} the first three, {@link FieldReader} a primary,
 * {@link OperandReader}, {@link ListReader}, {@link ValueReader} and {@link TimeReader} the rest.
 *
 * <p>Only blank, tab, CR and LF part words. A backslash takes the meaning from any character. A
 * slash begins a regex only where a value begins; where it ends says {@link RegexLiteral}. Bounds
 * of time are made absolute here, in {@code earliest=} and its kin as well as in ranges over the
 * fields that hold the clocks of an event.
 */
public final class QueryParser {
  /** Characters of a query at most. */
  public static final int MAX_LENGTH = 1 << 20;

  /** Brackets and negations inside of each other at most. */
  public static final int MAX_DEPTH = 500;

  /** Clauses of a query at most; each value of a list is one. */
  public static final int MAX_CLAUSES = 16_384;

  /** Characters that word processors put in place of quotes. */
  static final String QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb";

  /** Stands for what could not be read; why, the problems tell. */
  static final Query ERROR = new Query.All();

  private final Source in;
  private final ClauseReader clauses;

  private QueryParser(
      Source in,
      Instant now,
      ZoneId zone,
      @Nullable RegexCompiler regexes,
      Inclusion.@Nullable Finder saved) {
    this.in = in;
    this.clauses = new ClauseReader(in, now, zone, regexes, saved);
  }

  /**
   * Reads a query that says nothing relative to now.
   *
   * @throws QuerySyntaxException with every problem found
   */
  public static Query parse(String text) {
    return parse(text, Instant.EPOCH, ZoneOffset.UTC);
  }

  /**
   * Reads a query; an empty one is everything.
   *
   * @param now what relative times are relative to
   * @param zone where days begin for who asks
   * @throws QuerySyntaxException with every problem found
   */
  public static Query parse(String text, Instant now, ZoneId zone) {
    return new QueryParser(new Source(text, 0, false), now, zone, null, null).run();
  }

  /**
   * As {@link #parse(String, Instant, ZoneId)}, with a compiler that has a look at each regex, so
   * that one it refuses is told with its place. The tree does not depend on it.
   */
  public static Query parse(String text, Instant now, ZoneId zone, RegexCompiler regexes) {
    return new QueryParser(new Source(text, 0, false), now, zone, regexes, null).run();
  }

  /**
   * Reads one point in time as {@code earliest=} takes it, in nanoseconds since 1970.
   *
   * @throws IllegalArgumentException if it is none, with what was expected
   */
  public static long parseTime(String text, Instant now, ZoneId zone) {
    return TimePoint.parse(text, now, zone);
  }

  /**
   * Reads the search part of a text with commands: from {@code from} up to a pipe, the end, or,
   * where it is nested, the square bracket that closes it. What is wrong with it is told in the
   * part.
   *
   * @param saved finds what {@code @name} stands for; null where it stands for itself
   */
  public static SearchPart part(
      String text,
      int from,
      boolean nested,
      Instant now,
      ZoneId zone,
      @Nullable RegexCompiler regexes,
      Inclusion.@Nullable Finder saved) {
    return new QueryParser(new Source(text, from, nested), now, zone, regexes, saved).part();
  }

  private Query run() {
    int length = in.text().length();
    if (length > MAX_LENGTH) {
      throw new QuerySyntaxException(List.of(tooLong(in.text())));
    }
    SearchPart part = part();
    if (in.is('|')) {
      int from = in.at();
      in.problem(
          "SQ105",
          from,
          from + 1,
          "no commands can stand here",
          List.of("the end of the query", "OR", "\\|"));
    }
    if (!in.problems().isEmpty()) {
      throw new QuerySyntaxException(in.problems());
    }
    return part.query();
  }

  /** What is said of a text that is longer than {@link #MAX_LENGTH}. */
  public static QueryProblem tooLong(String text) {
    return new QueryProblem(
        "SQ190",
        "the query has " + text.length() + " characters, at most " + MAX_LENGTH + " may",
        Position.of(text, 0, 0),
        "",
        List.of(),
        List.of());
  }

  private SearchPart part() {
    in.blanks();
    Query query = in.hasClause() || in.isOr() ? clauses.search(Query.ANY_FIELD) : new Query.All();
    in.blanks();
    while (in.is(')')) {
      clauses.stray();
      in.blanks();
    }
    return new SearchPart(query, in.at(), in.problems());
  }
}
