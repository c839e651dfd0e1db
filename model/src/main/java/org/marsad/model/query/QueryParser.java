package org.marsad.model.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.marsad.model.problem.Problem.Position;

/**
 * Reads the search part of the language: what Lucene's users write, and Splunk's {@code f=v},
 * {@code IN (...)}, {@code -word} and {@code earliest=}. One pass over the text; each mistake is
 * told with its place, and reading goes on behind it.
 *
 * <pre>
 * search  := and { OR and }
 * and     := unary { [AND] unary }
 * unary   := { NOT | ! | - | + } primary
 * primary := ( search ) | * | "phrase" | /regex/ | word | field op operand | field [NOT] IN ( list )
 * op      := : | = | != | == | &lt; | &lt;= | &gt; | &gt;=
 * operand := op value | [ a TO b ] | ( search ) | "phrase"[~n][*] | /regex/ | word
 * </pre>
 *
 * <p>Only blank, tab, CR and LF part words. A backslash takes the meaning from any character. A
 * slash begins a regex only where an operand begins, and ends one only if a blank, a bracket or
 * nothing follows, because real patterns hold slashes both with and without a backslash.
 */
public final class QueryParser {
  /** Characters of a query at most. */
  public static final int MAX_LENGTH = 1 << 20;

  /** Brackets inside of each other at most. */
  public static final int MAX_DEPTH = 500;

  /** Clauses of a query at most. */
  public static final int MAX_CLAUSES = 16_384;

  private static final int MAX_PROBLEMS = 10;

  private final String text;
  private final Instant now;
  private final ZoneId zone;
  private final List<QueryProblem> problems = new ArrayList<>();
  private int at;
  private int depth;
  private int clauses;

  private QueryParser(String text, Instant now, ZoneId zone) {
    this.text = text;
    this.now = now;
    this.zone = zone;
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
    return new QueryParser(text, now, zone).run();
  }

  /**
   * Reads one point in time as {@code earliest=} takes it, in nanoseconds since 1970.
   *
   * @throws IllegalArgumentException if it is none, with what was expected
   */
  public static long parseTime(String text, Instant now, ZoneId zone) {
    return TimePoint.parse(text, now, zone);
  }

  private Query run() {
    if (text.length() > MAX_LENGTH) {
      problem(
          "SQ190", "the query has " + text.length() + " characters, at most " + MAX_LENGTH, 0, 0);
      throw new QuerySyntaxException(problems);
    }
    blanks();
    Query query = atEnd() ? new Query.All() : search(Query.ANY_FIELD);
    blanks();
    while (!atEnd() && problems.size() < MAX_PROBLEMS) {
      if (peek() == '|') {
        problem("SQ105", "commands behind | come with a later version", at, 1);
        break;
      }
      problem("SQ101", "')' has no '(' before it", at, 1);
      at++;
      blanks();
      if (!atEnd()) {
        search(Query.ANY_FIELD);
        blanks();
      }
    }
    if (!problems.isEmpty()) {
      throw new QuerySyntaxException(problems);
    }
    return query;
  }

  private Query search(String field) {
    var either = new ArrayList<Query>();
    either.add(and(field));
    while (operator("or", "||")) {
      either.add(and(field));
    }
    return Query.or(either);
  }

  private Query and(String field) {
    var all = new ArrayList<Query>();
    all.add(unary(field));
    while (true) {
      blanks();
      if (operator("and", "&&")) {
        all.add(unary(field));
      } else if (atEnd() || peek() == ')' || peek() == '|' || isOperator("or", "||")) {
        return Query.and(all);
      } else {
        all.add(unary(field));
      }
    }
  }

  private Query unary(String field) {
    blanks();
    int nots = 0;
    while (!atEnd()) {
      if (operator("not", "!")) {
        nots++;
      } else if (peek() == '-' && isStart(at + 1)) {
        nots++;
        at++;
      } else if (peek() == '+' && isStart(at + 1)) {
        at++;
      } else {
        break;
      }
      blanks();
    }
    Query query = primary(field);
    for (; nots > 0; nots--) {
      query = new Query.Not(query);
    }
    return query;
  }

  /** Whether an operand begins there, so that a sign before it is a sign. */
  private boolean isStart(int index) {
    return index < text.length() && !isBlank(text.charAt(index)) && text.charAt(index) != ')';
  }

  private Query primary(String field) {
    blanks();
    if (++clauses == MAX_CLAUSES + 1) {
      problem("SQ191", "the query has more than " + MAX_CLAUSES + " clauses", at, 0);
      at = text.length();
    }
    if (atEnd()) {
      problem("SQ100", "the query ends where a word was expected", at, 0);
      return new Query.All();
    }
    return switch (peek()) {
      case '(' -> group(field);
      case ')', '|' -> {
        problem("SQ100", "expecting a word before '" + peek() + "'", at, 1);
        yield new Query.All();
      }
      case '"' -> phrase(field);
      case '/' -> regex(field);
      case '[', '{' -> field.isEmpty() ? stray() : range(field);
      case '\u201c', '\u201d' -> typographic();
      default -> word(field);
    };
  }

  private Query group(String field) {
    int open = at++;
    if (++depth > MAX_DEPTH) {
      problem("SQ192", "brackets lie deeper than " + MAX_DEPTH, open, 1);
      at = text.length();
      return new Query.All();
    }
    blanks();
    Query inner;
    if (!atEnd() && peek() == ')') {
      problem("SQ100", "expecting a word between '(' and ')'", at, 1);
      inner = new Query.All();
    } else {
      inner = search(field);
    }
    blanks();
    if (!atEnd() && peek() == ')') {
      at++;
    } else if (problems.isEmpty()) {
      problem("SQ101", "'(' is never closed", open, 1);
    }
    depth--;
    return inner;
  }

  private Query stray() {
    int from = at;
    problem("SQ106", "a range needs a field in front: field:[a TO b]", from, 1);
    at = text.length();
    return new Query.All();
  }

  private Query typographic() {
    int from = at++;
    while (!atEnd() && peek() != '\u201d' && peek() != '\u201c') {
      at++;
    }
    String inside = text.substring(from + 1, at);
    at = Math.min(at + 1, text.length());
    problems.add(
        new QueryProblem(
            "SQ102",
            "typographic quotes do not quote",
            Position.of(text, from, at - from),
            text.substring(from, at),
            List.of(),
            List.of("write \"" + inside + "\"")));
    return new Query.All();
  }

  private Query phrase(String field) {
    String inside = quoted();
    int slop = 0;
    boolean prefix = false;
    if (!atEnd() && peek() == '~') {
      int from = ++at;
      while (!atEnd() && peek() >= '0' && peek() <= '9' && at - from < 6) {
        at++;
      }
      slop = from == at ? 0 : Integer.parseInt(text.substring(from, at));
    }
    if (!atEnd() && peek() == '*') {
      prefix = true;
      at++;
    }
    return new Query.Phrase(field, inside, slop, prefix);
  }

  private String quoted() {
    int open = at++;
    var inside = new StringBuilder();
    while (!atEnd() && peek() != '"') {
      if (peek() == '\\' && at + 1 < text.length()) {
        at++;
      }
      inside.append(peek());
      at++;
    }
    if (atEnd()) {
      problem("SQ103", "the quote is never closed", open, 1);
    } else {
      at++;
    }
    return inside.toString();
  }

  private Query regex(String field) {
    int open = at++;
    var pattern = new StringBuilder();
    while (!atEnd()) {
      char c = text.charAt(at++);
      if (c == '\\' && !atEnd()) {
        char next = text.charAt(at++);
        pattern.append(next == '/' ? "" : "\\").append(next);
      } else if (c == '/' && isEnd()) {
        return new Query.Regex(field, pattern.toString());
      } else {
        pattern.append(c);
      }
    }
    problem("SQ104", "the regular expression is never closed by '/'", open, 1);
    return new Query.All();
  }

  private boolean isEnd() {
    return atEnd() || isBlank(peek()) || peek() == ')' || peek() == '|';
  }

  private Query range(String field) {
    int open = at;
    boolean lowerIn = text.charAt(at++) == '[';
    String lower = bound();
    blanks();
    if (!operator("to", "..")) {
      problem("SQ116", "expecting TO between the ends of a range", at, 1);
      at = text.length();
      return new Query.All();
    }
    String upper = bound();
    blanks();
    if (atEnd() || (peek() != ']' && peek() != '}')) {
      problem("SQ116", "the range is never closed by ] or }", open, 1);
      at = text.length();
      return new Query.All();
    }
    boolean upperIn = text.charAt(at++) == ']';
    Query.Bound from = lower == null ? null : new Query.Bound(lower, lowerIn);
    Query.Bound to = upper == null ? null : new Query.Bound(upper, upperIn);
    checkOrder(from, to, open);
    return field.equals("_time") ? time(from, to, open) : new Query.Range(field, from, to);
  }

  /** An end of a range; null where a bare * leaves it open. */
  private @Nullable String bound() {
    blanks();
    if (text.startsWith("*", at)) {
      at++;
      return null;
    }
    if (!atEnd() && peek() == '"') {
      return quoted();
    }
    var value = new StringBuilder();
    while (!atEnd() && !isBlank(peek()) && peek() != ']' && peek() != '}') {
      if (peek() == '\\' && at + 1 < text.length()) {
        at++;
      }
      value.append(peek());
      at++;
    }
    if (value.isEmpty()) {
      problem("SQ116", "expecting a value or * in the range", at, 1);
    }
    return value.toString();
  }

  private void checkOrder(Query.@Nullable Bound from, Query.@Nullable Bound to, int open) {
    if (from == null || to == null) {
      return;
    }
    Double low = Numbers.parse(from.value());
    Double high = Numbers.parse(to.value());
    if (low != null && high != null && low > high) {
      problems.add(
          new QueryProblem(
              "SQ117",
              "empty range: lower bound " + from.value() + " is above " + to.value(),
              Position.of(text, open, at - open),
              text.substring(open, at),
              List.of(),
              List.of("swap them: [" + to.value() + " TO " + from.value() + "]")));
    }
  }

  private Query time(Query.@Nullable Bound from, Query.@Nullable Bound to, int open) {
    long earliest = from == null ? Long.MIN_VALUE : point(from.value(), open);
    long latest = to == null ? Long.MAX_VALUE : point(to.value(), open);
    if (from != null && !from.inclusive()) {
      earliest++;
    }
    if (to != null && to.inclusive() && latest < Long.MAX_VALUE) {
      latest++;
    }
    return new Query.Time(earliest, latest);
  }

  private long point(String value, int from) {
    try {
      return TimePoint.parse(value, now, zone);
    } catch (IllegalArgumentException e) {
      problem("SQ120", String.valueOf(e.getMessage()), from, at - from);
      return 0;
    }
  }

  /** A word by itself, or a field and what it must be. */
  private Query word(String field) {
    int from = at;
    var parts = new Word();
    while (!atEnd() && !isBlank(peek()) && peek() != '(' && peek() != ')' && peek() != '|') {
      char c = peek();
      if (field.isEmpty() && isFieldOperator(c) && at > from) {
        return operation(parts.plain(), from);
      }
      if (c == '"') {
        break;
      }
      parts.read();
    }
    if (at == from) {
      problem("SQ100", "expecting a word, found '" + peek() + "'", at, 1);
      at++;
      return new Query.All();
    }
    if (field.isEmpty() && !parts.hasWildcard() && isList()) {
      return list(parts.plain());
    }
    return value(field, parts);
  }

  private boolean isFieldOperator(char c) {
    return c == ':'
        || c == '='
        || c == '<'
        || c == '>'
        || (c == '!' && at + 1 < text.length() && text.charAt(at + 1) == '=');
  }

  private Query operation(String field, int from) {
    char first = text.charAt(at++);
    boolean second = !atEnd() && peek() == '=' && first != ':';
    if (second) {
      at++;
    }
    if (first == ':' && !atEnd() && (peek() == '<' || peek() == '>')) {
      first = text.charAt(at++);
      second = !atEnd() && peek() == '=';
      at += second ? 1 : 0;
    }
    if (first == '<' || first == '>') {
      var bound = new Query.Bound(single("a value"), second);
      return first == '<'
          ? new Query.Range(field, null, bound)
          : new Query.Range(field, bound, null);
    }
    if (first == '!') {
      Query operand = operand(field, false, from);
      return new Query.And(List.of(new Query.Exists(field), new Query.Not(operand)));
    }
    return special(field, from, second && first == '=');
  }

  /** Names that mean something of their own, then any other. */
  private Query special(String field, int from, boolean exact) {
    return switch (field) {
      case "_exists_" -> {
        String name = single("the name of a field");
        yield name.isEmpty() ? new Query.All() : new Query.Exists(name);
      }
      case "earliest" -> new Query.Time(point(single("a time"), from), Long.MAX_VALUE);
      case "latest" -> new Query.Time(Long.MIN_VALUE, point(single("a time"), from));
      case "_time" ->
          !atEnd() && (peek() == '[' || peek() == '{')
              ? range(field)
              : new Query.Time(point("-" + single("a span"), from), Long.MAX_VALUE);
      default -> operand(field, exact, from);
    };
  }

  private Query operand(String field, boolean exact, int from) {
    blanks();
    if (atEnd() || peek() == ')' || peek() == '|') {
      problem(
          "SQ107", "expecting a value behind \"" + text.substring(from, at).strip() + "\"", at, 0);
      return new Query.All();
    }
    if (exact) {
      return new Query.Term(field, single("a value"), true);
    }
    return switch (peek()) {
      case '(' -> group(field);
      case '"' -> phrase(field);
      case '/' -> regex(field);
      case '[', '{' -> range(field);
      case '\u201c', '\u201d' -> typographic();
      default -> bare(field);
    };
  }

  private Query bare(String field) {
    var parts = new Word();
    while (!atEnd() && !isBlank(peek()) && peek() != '(' && peek() != ')' && peek() != '|') {
      parts.read();
    }
    return value(field, parts);
  }

  /** What a bare value means: a network, a pattern, the existence of the field, or itself. */
  private static Query value(String field, Word parts) {
    if (parts.hasWildcard()) {
      WildcardPattern pattern = parts.pattern();
      boolean anything =
          pattern.parts().stream().allMatch(part -> part instanceof WildcardPattern.Run);
      if (anything) {
        return field.isEmpty() ? new Query.All() : new Query.Exists(field);
      }
      return new Query.Wildcard(field, pattern);
    }
    Network network = Network.parse(parts.plain());
    return network == null
        ? new Query.Term(field, parts.plain(), false)
        : new Query.Cidr(field, network);
  }

  /** A value without blanks, or quoted. */
  private String single(String what) {
    blanks();
    if (!atEnd() && peek() == '"') {
      return quoted();
    }
    var parts = new Word();
    while (!atEnd() && !isBlank(peek()) && peek() != '(' && peek() != ')' && peek() != '|') {
      parts.read();
    }
    if (parts.plain().isEmpty()) {
      problem("SQ107", "expecting " + what, at, 0);
    }
    return parts.plain();
  }

  /** Whether {@code IN (} or {@code NOT IN (} comes next; stays where it is. */
  private boolean isList() {
    int from = at;
    blanks();
    operator("not", "!");
    boolean list = operator("in", "in");
    blanks();
    list = list && !atEnd() && peek() == '(';
    at = from;
    return list;
  }

  private Query list(String field) {
    blanks();
    boolean not = operator("not", "!");
    operator("in", "in");
    blanks();
    int open = at++;
    var plain = new ArrayList<String>();
    var patterns = new ArrayList<Query>();
    while (true) {
      blanks();
      if (!atEnd() && peek() == '"') {
        plain.add(quoted());
      } else {
        item(field, plain, patterns);
      }
      blanks();
      if (!atEnd() && peek() == ',') {
        at++;
      } else if (!atEnd() && peek() == ')') {
        at++;
        break;
      } else {
        problem("SQ108", "the list is never closed by ')'", open, 1);
        at = text.length();
        break;
      }
    }
    clauses += plain.size() + patterns.size();
    if (!plain.isEmpty()) {
      patterns.addFirst(new Query.In(field, plain));
    }
    if (patterns.isEmpty()) {
      problem("SQ108", "expecting values between ( and )", open, 1);
      return new Query.All();
    }
    Query any = Query.or(patterns);
    return not ? new Query.Not(any) : any;
  }

  private void item(String field, List<String> plain, List<Query> patterns) {
    var parts = new Word();
    while (!atEnd() && !isBlank(peek()) && peek() != ',' && peek() != ')') {
      parts.read();
    }
    if (parts.hasWildcard() || Network.parse(parts.plain()) != null) {
      patterns.add(value(field, parts));
    } else if (!parts.plain().isEmpty()) {
      plain.add(parts.plain());
    }
  }

  /** Goes over an operator if it is here: a word in any case with nothing attached, or a sign. */
  private boolean operator(String word, String sign) {
    blanks();
    if (!isOperator(word, sign)) {
      return false;
    }
    at += text.startsWith(sign, at) ? sign.length() : word.length();
    return true;
  }

  private boolean isOperator(String word, String sign) {
    if (!Character.isLetter(sign.charAt(0)) && text.startsWith(sign, at)) {
      boolean comparison = sign.equals("!") && text.startsWith("!=", at);
      return !comparison;
    }
    int end = at + word.length();
    return text.regionMatches(true, at, word, 0, word.length())
        && (end == text.length()
            || isBlank(text.charAt(end))
            || "()\"".indexOf(text.charAt(end)) >= 0);
  }

  private void blanks() {
    while (!atEnd() && isBlank(peek())) {
      at++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private boolean atEnd() {
    return at >= text.length();
  }

  private char peek() {
    return text.charAt(at);
  }

  private void problem(String code, String message, int from, int length) {
    if (problems.size() < MAX_PROBLEMS) {
      int end = Math.min(text.length(), from + length);
      problems.add(
          new QueryProblem(
              code,
              message,
              Position.of(text, from, length),
              text.substring(Math.min(from, end), end),
              List.of(),
              List.of()));
    }
  }

  /** A word as it is read: escapes taken out, wildcards apart from the text around them. */
  private final class Word {
    private final List<WildcardPattern.Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private final StringBuilder plain = new StringBuilder();

    /** Takes the character here, and the next one if it is escaped. */
    void read() {
      char c = text.charAt(at++);
      if (c == '\\' && !atEnd()) {
        c = text.charAt(at++);
      } else if (c == '*' || c == '?') {
        flush();
        parts.add(c == '*' ? new WildcardPattern.Run() : new WildcardPattern.One());
        plain.append(c);
        return;
      }
      literal.append(c);
      plain.append(c);
    }

    boolean hasWildcard() {
      return !parts.isEmpty();
    }

    String plain() {
      return plain.toString();
    }

    WildcardPattern pattern() {
      flush();
      return new WildcardPattern(parts);
    }

    private void flush() {
      if (!literal.isEmpty()) {
        parts.add(new WildcardPattern.Literal(literal.toString()));
        literal.setLength(0);
      }
    }
  }
}
