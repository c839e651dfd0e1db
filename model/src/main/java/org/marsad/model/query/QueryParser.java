package org.marsad.model.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.marsad.model.event.Fields;
import org.marsad.model.event.Nanos;
import org.marsad.model.problem.Problem.Position;
import org.marsad.model.query.QueryProblem.Suggestion;

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

  private static final Set<String> CLOCKS =
      Set.of(Fields.TIMESTAMP.name(), Fields.RECEIVED.name(), Fields.INDEXED.name());

  /** Characters that word processors put in place of quotes. */
  static final String QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb";

  private static final List<String> VALUE =
      List.of("a word", "\"a phrase\"", "/a regex/", "field:value", "(");
  private static final Query ERROR = new Query.All();

  private final Source in;
  private final Instant now;
  private final ZoneId zone;
  private final @Nullable RegexCompiler regexes;
  private final Inclusion.@Nullable Finder saved;
  private int depth;
  private int clauses;

  private QueryParser(
      Source in,
      Instant now,
      ZoneId zone,
      @Nullable RegexCompiler regexes,
      Inclusion.@Nullable Finder saved) {
    this.in = in;
    this.now = now;
    this.zone = zone;
    this.regexes = regexes;
    this.saved = saved;
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
    Query query = in.hasClause() || in.isOr() ? search(Query.ANY_FIELD) : new Query.All();
    in.blanks();
    while (in.is(')')) {
      stray();
      in.blanks();
    }
    return new SearchPart(query, in.at(), in.problems());
  }

  /** A closing bracket too many; what follows is looked at for its own mistakes. */
  private void stray() {
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

  // Clauses and how they are joined. A field that is not empty is the one before the bracket.

  private Query search(String field) {
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
      if (depth + nots > MAX_DEPTH) {
        return tooDeep(in.at() - 1);
      }
    }
    depth += nots;
    Query query = primary(field);
    depth -= nots;
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
        VALUE,
        new Suggestion("search for the character: \\" + sign, from, from + 1, "\\" + sign));
    return ERROR;
  }

  private Query tooDeep(int from) {
    in.problem("SQ192", from, from + 1, "brackets and NOT lie deeper than " + MAX_DEPTH);
    in.giveUp();
    return ERROR;
  }

  private Query primary(String field) {
    in.blanks();
    boolean told = skipOperators();
    int from = in.at();
    if (in.atEnd()) {
      if (!in.gaveUp() && !told) {
        in.problem("SQ100", from, from, "the query ends where a clause was expected", VALUE);
      }
      return ERROR;
    }
    if (!in.hasClause()) {
      in.problem("SQ100", from, from + 1, "expecting a clause before '" + in.peek() + "'", VALUE);
      return ERROR;
    }
    if (in.is('(')) {
      return group(field);
    }
    if (!field.isEmpty()) {
      return isComparison() ? comparison(field) : value(field);
    }
    return switch (in.peek()) {
      case '"' -> phraseOrName();
      case '[', '{' -> rangeWithoutField();
      default -> in.is('/') || isQuote() ? value(field) : word();
    };
  }

  private boolean isComparison() {
    return in.isAnyOf("<>=") || (in.is(':') && !isAddress(in.word()));
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
          VALUE,
          new Suggestion("search for the word: \\" + word, from, in.at(), "\\" + word));
      in.blanks();
    }
    return told;
  }

  private Query group(String field) {
    int open = in.at();
    if (depth >= MAX_DEPTH) {
      return tooDeep(open);
    }
    depth++;
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
    depth--;
    return inner;
  }

  /** Counts a clause; false if it is one too many, and then nothing more is read. */
  private boolean count() {
    if (++clauses > MAX_CLAUSES) {
      if (!in.gaveUp()) {
        int from = in.at();
        in.problem("SQ191", from, from, "the query has more than " + MAX_CLAUSES + " clauses");
      }
      in.giveUp();
      return false;
    }
    return true;
  }

  // Words, and fields with an operator

  private Query word() {
    if (isAddress(in.word())) {
      return value(Query.ANY_FIELD);
    }
    Word word = Word.name(in);
    if (word.isEmpty()) {
      return withoutField();
    }
    boolean gap = in.blanks();
    if (Operator.isAt(in) && !(gap && isAddress(in.word()))) {
      return operation(word);
    }
    if (isList()) {
      return list(word);
    }
    in.goTo(word.to());
    Inclusion.Finder finder = saved;
    return finder != null && in.text().charAt(word.from()) == '@' && isSaved(word)
        ? included(word, finder)
        : bare(Query.ANY_FIELD, word);
  }

  private static boolean isSaved(Word word) {
    return !word.hasWildcard() && SavedQueries.isName(word.plain().substring(1));
  }

  private Query included(Word word, Inclusion.Finder finder) {
    String name = word.plain().substring(1);
    Inclusion included = finder.find(name);
    if (!included.problem().isEmpty()) {
      in.problem(
          "SQ170",
          word.from(),
          word.to(),
          included.problem(),
          List.of("the name of a saved search"),
          included.suggestions(word.from(), word.to(), name));
      return ERROR;
    }
    clauses += Math.max(0, included.query().leaves() - 1);
    return count() ? included.query() : ERROR;
  }

  /** Whether this is an IPv6 address or network, whose colons are no operators. */
  private static boolean isAddress(String word) {
    if (word.indexOf(':') == word.lastIndexOf(':')) {
      return false;
    }
    String plain = word.replace("\\/", "/");
    return Address.parse(plain) != null || Network.parse(plain) != null;
  }

  /** An operator where a clause should begin. */
  private Query withoutField() {
    int from = in.at();
    Operator.take(in);
    int end = in.wordEnd(from);
    in.problem(
        "SQ106",
        from,
        in.at(),
        "expecting the name of a field before '" + in.since(from) + "'",
        List.of("field:value"),
        quote(from, end));
    in.goTo(end);
    return ERROR;
  }

  private Suggestion quote(int from, int to) {
    String quoted = QueryPrinter.quoted(in.text().substring(from, to));
    return new Suggestion("search for the text: " + quoted, from, to, quoted);
  }

  private Query operation(Word name) {
    if (name.isAnything() && in.startsWith(":*") && in.isBreak(in.at() + 2)) {
      in.take(":*");
      return count() ? new Query.All() : ERROR;
    }
    checkName(name);
    if (name.is("_exists_")) {
      return existence();
    }
    if (name.is("earliest") || name.is("latest")) {
      return edge(name);
    }
    return name.is("_time") ? time() : operation(name.plain(), name.from());
  }

  private void checkName(Word name) {
    if (name.hasWildcard()) {
      in.problem(
          "SQ110",
          name.from(),
          name.to(),
          "the name of a field has no wildcards: \"" + name.plain() + "\"",
          List.of("the whole name", "\\* for a star in it"));
    }
  }

  private Query operation(String field, int from) {
    String foreign = Operator.foreign(in);
    if (foreign != null) {
      return foreign(field, foreign);
    }
    int start = in.at();
    Operator operator = Operator.take(in);
    if (operator.isOrder()) {
      return order(field, operator, start);
    }
    return switch (operator) {
      case IS_NOT -> {
        count();
        Query operand = operand(field, from);
        yield new Query.And(List.of(new Query.Exists(field), new Query.Not(operand)));
      }
      case EXACTLY -> {
        String value = single(in.since(start));
        yield count() ? new Query.Term(field, value, true) : ERROR;
      }
      case IS, BELOW, AT_MOST, ABOVE, AT_LEAST -> operand(field, from);
    };
  }

  private Query foreign(String field, String sign) {
    int from = in.at();
    in.goTo(from + sign.length());
    String ours = Operator.ours(sign);
    in.blanks();
    if (sign.equals("=~") && in.hasClause() && !in.is('/') && !in.is('"')) {
      int start = in.at();
      in.goTo(in.wordEnd(start));
      String regex = RegexLiteral.print(RegexLiteral.unescape(in.since(start)));
      in.problem(
          "SQ109",
          from,
          from + 2,
          "there is no operator =~",
          operators(),
          new Suggestion("did you mean :" + regex, from, in.at(), ":" + regex));
      return ERROR;
    }
    in.problem(
        "SQ109",
        from,
        from + sign.length(),
        "there is no operator " + sign,
        operators(),
        new Suggestion("did you mean " + ours, from, from + sign.length(), ours));
    return in.hasClause() ? operand(field, from) : ERROR;
  }

  private static List<String> operators() {
    return List.of(":", "=", "!=", "==", "<", "<=", ">", ">=");
  }

  /** {@code >5} behind the bracket of a field. */
  private Query comparison(String field) {
    int from = in.at();
    Operator operator = Operator.take(in);
    if (operator.isOrder()) {
      return order(field, operator, from);
    }
    in.problem(
        "SQ109",
        from,
        in.at(),
        "'" + in.since(from) + "' cannot stand behind " + field + ":(",
        List.of("<", "<=", ">", ">=", "a value"),
        new Suggestion("leave it out", from, in.at(), ""));
    return in.isBreak(in.at()) ? ERROR : value(field);
  }

  private Query order(String field, Operator operator, int start) {
    String sign = in.since(start);
    if (isMissing(in.blanks())) {
      return missing(sign);
    }
    Bound end = bound("");
    if (!count()) {
      return ERROR;
    }
    Query.Bound bound = bound(field, end, isInclusive(operator));
    boolean upper = operator == Operator.BELOW || operator == Operator.AT_MOST;
    return upper ? new Query.Range(field, null, bound) : new Query.Range(field, bound, null);
  }

  private static boolean isInclusive(Operator operator) {
    return operator == Operator.AT_MOST || operator == Operator.AT_LEAST;
  }

  private Query operand(String field, int from) {
    String before = in.since(from);
    if (isMissing(in.blanks())) {
      return missing(before);
    }
    return in.is('(') ? group(field) : value(field);
  }

  /** Whether no value follows; a word that joins clauses is none if there is a gap before it. */
  private boolean isMissing(boolean gap) {
    return !in.hasClause() || (gap && (in.isAnd() || in.isOr() || in.isWord("not")));
  }

  private Query missing(String before) {
    if (!in.gaveUp()) {
      in.problem(
          "SQ107",
          in.at(),
          in.at(),
          "expecting a value behind \"" + before + "\"",
          List.of("a word", "\"a phrase\"", "*"));
    }
    return ERROR;
  }

  // Values

  private Query value(String field) {
    if (isQuote()) {
      return typographic();
    }
    if (!in.isAnyOf("\"/[{")) {
      return bare(field, Word.value(in, ""));
    }
    if (!count()) {
      return ERROR;
    }
    return switch (in.peek()) {
      case '"' -> phrase(field);
      case '/' -> regex(field);
      default -> range(field);
    };
  }

  private boolean isQuote() {
    return in.isAnyOf(QUOTES);
  }

  /** What a bare word means: a network, a pattern, the existence of the field, or itself. */
  private Query bare(String field, Word word) {
    int from = word.from();
    if (!count()) {
      return ERROR;
    }
    if (in.is('"')) {
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
    if (word.isAnything()) {
      return field.isEmpty() ? new Query.All() : new Query.Exists(field);
    }
    if (word.hasWildcard()) {
      return new Query.Wildcard(field, word.pattern());
    }
    String text = word.plain();
    if (CLOCKS.contains(field)) {
      return moment(field, text, from);
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
        quote(from, in.at()));
    return ERROR;
  }

  private Query phraseOrName() {
    int open = in.at();
    Query phrase = value(Query.ANY_FIELD);
    if (!Operator.isAt(in) || !(phrase instanceof Query.Phrase name) || name.text().isEmpty()) {
      return phrase;
    }
    String plain = QueryPrinter.escape(name.text());
    in.problem(
        "SQ110",
        open,
        in.at(),
        "the name of a field is not quoted",
        List.of("blanks in it as \"\\ \""),
        new Suggestion("write " + plain, open, in.at(), plain));
    return operation(name.text(), open);
  }

  private Query phrase(String field) {
    String inside = quoted();
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

  private String quoted() {
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

  private Query typographic() {
    int from = in.at();
    in.next();
    while (!in.atEnd() && !isQuote()) {
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

  private Query regex(String field) {
    int open = in.at();
    if (in.startsWith("//")) {
      int end = in.wordEnd(open);
      in.goTo(end);
      in.problem(
          "SQ130",
          open,
          end,
          "a regex does not begin with a slash",
          List.of("\\/ for a slash in it", "quotes around an address"),
          quote(in.wordStart(open), end));
      return ERROR;
    }
    var literal = new RegexLiteral(in.text(), open, in.isNested() ? "()|]" : "()|");
    if (literal.end() < 0) {
      return endless(literal, open);
    }
    in.goTo(literal.end() + 1);
    String pattern = literal.pattern(literal.end());
    String reason = refusal(pattern);
    if (!reason.isEmpty()) {
      in.problem("SQ131", open, in.at(), reason, List.of("RE2 syntax"), rewrite(pattern, open));
    }
    return new Query.Regex(field, pattern);
  }

  private Query endless(RegexLiteral literal, int open) {
    int slash = literal.flagged();
    if (slash >= 0) {
      in.goTo(in.wordEnd(slash));
      String flags = in.since(slash + 1);
      String plain = "/(?" + flags + ")" + in.text().substring(open + 1, slash) + "/";
      in.problem(
          "SQ130",
          slash + 1,
          in.at(),
          "flags of a regex stand inside of it",
          List.of("(?i)"),
          new Suggestion("write " + plain, open, in.at(), plain));
      return ERROR;
    }
    int bracket = literal.unclosed();
    String why = bracket < 0 ? "" : ": its '" + in.text().charAt(bracket) + "' is open";
    in.problem(
        "SQ130",
        open,
        open + 1,
        "the regex is never ended by a slash" + why,
        List.of("/"),
        quote(open, in.wordEnd(open)));
    in.recover();
    return ERROR;
  }

  /** Why the engine will not run a pattern; empty if it will. */
  private String refusal(String pattern) {
    String unsupported = RegexLiteral.unsupported(pattern);
    if (!unsupported.isEmpty()) {
      return unsupported + " is not supported (the engine takes linear time)";
    }
    try {
      if (regexes != null) {
        regexes.compile(pattern);
      }
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Look-ahead at the end asks for nothing that the same text without it does not. */
  private Suggestion[] rewrite(String pattern, int open) {
    int ahead = pattern.indexOf("(?=");
    if (ahead < 0 || pattern.indexOf(')', ahead) != pattern.length() - 1) {
      return new Suggestion[0];
    }
    String inside = pattern.substring(ahead + 3, pattern.length() - 1);
    String plain =
        RegexLiteral.print(
            pattern.substring(0, ahead) + (inside.indexOf('|') < 0 ? inside : "(" + inside + ")"));
    return new Suggestion[] {new Suggestion("write " + plain, open, in.at(), plain)};
  }

  // Ranges

  private Query rangeWithoutField() {
    int from = in.at();
    int end = in.wordEnd(from);
    in.problem(
        "SQ106",
        from,
        from + 1,
        "a range needs a field in front",
        List.of("field:[a TO b]"),
        quote(from, end));
    in.recover();
    return ERROR;
  }

  private Query range(String field) {
    int open = in.at();
    boolean lowerIn = in.next() == '[';
    in.blanks();
    Bound lower = bound("]}");
    in.blanks();
    if (!in.takeWord("to")) {
      return badRange("expecting TO between the ends of a range", List.of("TO"));
    }
    in.blanks();
    Bound upper = bound("]}");
    in.blanks();
    if (!in.isAnyOf("]}")) {
      return badRange("expecting ] or } behind a range", List.of("]", "}"));
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

  private Query.@Nullable Bound bound(String field, Bound bound, boolean inclusive) {
    return bound.isOpen()
        ? null
        : new Query.Bound(clock(field, bound.text(), bound.from()), inclusive);
  }

  private Query badRange(String message, List<String> expected) {
    int from = in.at();
    in.problem("SQ116", from, from + (in.atEnd() ? 0 : 1), message, expected);
    in.recover();
    return ERROR;
  }

  private void empty(Bound lower, Bound upper, int open, boolean lowerIn, boolean upperIn) {
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
  private record Bound(String text, boolean isOpen, int from, int to) {}

  private Bound bound(String stops) {
    int from = in.at();
    if (in.is('"')) {
      String text = quoted();
      return new Bound(text, false, from, in.at());
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
    return new Bound(word.plain(), word.isEmpty() || word.hasWildcard(), from, in.at());
  }

  // Time

  private Query existence() {
    takeIs("_exists_", "SQ109");
    in.blanks();
    int from = in.at();
    String field;
    if (in.is('"')) {
      field = quoted();
    } else {
      Word name = Word.value(in, "");
      checkName(name);
      field = name.plain();
    }
    if (field.isEmpty()) {
      in.problem(
          "SQ107", from, from, "expecting the name of a field behind _exists_:", List.of("field"));
      return ERROR;
    }
    return count() ? new Query.Exists(field) : ERROR;
  }

  private void takeIs(String name, String code) {
    int from = in.at();
    if (Operator.take(in) != Operator.IS) {
      in.problem(
          code,
          from,
          in.at(),
          name + " does not go with " + in.since(from),
          List.of(":", "="),
          new Suggestion("write " + name + "=", from, in.at(), "="));
    }
  }

  /** {@code earliest=} and {@code latest=}. */
  private Query edge(Word name) {
    takeIs(name.plain(), "SQ120");
    in.blanks();
    int from = in.at();
    long point = point(single(name.plain() + "="), from);
    return name.is("earliest")
        ? span(point, Long.MAX_VALUE, from)
        : span(Long.MIN_VALUE, point, from);
  }

  private Query time() {
    int start = in.at();
    Operator operator = Operator.take(in);
    String sign = in.since(start);
    in.blanks();
    int from = in.at();
    return switch (operator) {
      case BELOW -> span(Long.MIN_VALUE, point(single(sign), from), from);
      case AT_MOST -> span(Long.MIN_VALUE, after(point(single(sign), from)), from);
      case ABOVE -> span(after(point(single(sign), from)), Long.MAX_VALUE, from);
      case AT_LEAST -> span(point(single(sign), from), Long.MAX_VALUE, from);
      case IS -> in.isAnyOf("[{") ? timeRange() : lately();
      case IS_NOT, EXACTLY -> {
        in.goTo(start);
        takeIs("_time", "SQ120");
        yield lately();
      }
    };
  }

  /** {@code _time:15m}, or {@code _time:2026-01-31}. */
  private Query lately() {
    int from = in.at();
    String text = single("_time:");
    String end = TimePoint.endOfDay(text, zone);
    if (end != null) {
      return span(point(text, from), Nanos.parse(end), from);
    }
    return span(point(text.startsWith("-") ? text : "-" + text, from), Long.MAX_VALUE, from);
  }

  private Query timeRange() {
    int open = in.at();
    Query range = range(Fields.TIMESTAMP.name());
    if (!(range instanceof Query.Range(_, Query.Bound lower, Query.Bound upper))) {
      return ERROR;
    }
    long earliest = lower == null ? Long.MIN_VALUE : Nanos.parse(lower.value());
    long latest = upper == null ? Long.MAX_VALUE : Nanos.parse(upper.value());
    if (lower != null && !lower.inclusive()) {
      earliest = after(earliest);
    }
    if (upper != null && upper.inclusive()) {
      latest = after(latest);
    }
    return span(earliest, latest, open);
  }

  private Query span(long earliest, long latest, int from) {
    if (!count()) {
      return ERROR;
    }
    if (earliest >= latest && latest != Long.MAX_VALUE) {
      in.problem("SQ117", from, in.at(), "empty range of time");
      return ERROR;
    }
    return new Query.Time(earliest, latest);
  }

  private static long after(long point) {
    return point == Long.MAX_VALUE ? point : point + 1;
  }

  /** A moment, or the whole of a day that was given without a time. */
  private Query moment(String field, String text, int from) {
    String start = clock(field, text, from);
    String end = TimePoint.endOfDay(text, zone);
    return end == null
        ? new Query.Term(field, start, false)
        : new Query.Range(field, new Query.Bound(start, true), new Query.Bound(end, false));
  }

  /** The bound of a field; where the field is a clock, as an absolute time. */
  private String clock(String field, String text, int from) {
    return CLOCKS.contains(field) ? Nanos.format(point(text, from)) : text;
  }

  private long point(String text, int from) {
    if (text.isEmpty() || text.equals("-")) {
      return 0;
    }
    try {
      return TimePoint.parse(text, now, zone);
    } catch (IllegalArgumentException e) {
      in.problem("SQ120", from, in.at(), String.valueOf(e.getMessage()), TimePoint.EXAMPLES);
      return 0;
    }
  }

  /** A value without blanks, or in quotes; empty, and told, if there is none. */
  private String single(String before) {
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

  // Lists

  /** Whether {@code IN (} or {@code NOT IN (} comes next; stays where it is. */
  private boolean isList() {
    int from = in.at();
    if (in.takeWord("not")) {
      in.blanks();
    }
    boolean list = in.takeWord("in");
    in.blanks();
    list = list && in.isAnyOf("([");
    in.goTo(from);
    return list;
  }

  private Query list(Word name) {
    String field = name.plain();
    boolean not = in.takeWord("not");
    in.blanks();
    in.takeWord("in");
    in.blanks();
    int open = in.at();
    if (in.next() == '[') {
      in.problem(
          "SQ108",
          open,
          open + 1,
          "a list stands in round brackets",
          List.of("("),
          new Suggestion("write (", open, open + 1, "("));
      in.recover();
      return ERROR;
    }
    checkName(name);
    var values = new ArrayList<String>();
    var others = new ArrayList<Query>();
    do {
      item(field, values, others);
      in.blanks();
    } while (in.take(','));
    close(open);
    if (!values.isEmpty()) {
      others.addFirst(new Query.In(field, values));
    }
    Query any = others.isEmpty() ? ERROR : Query.or(others);
    return not ? new Query.Not(any) : any;
  }

  private void close(int open) {
    if (in.take(')') || in.gaveUp()) {
      return;
    }
    int from = in.at();
    if (in.hasClause()) {
      in.problem(
          "SQ108",
          from,
          from + 1,
          "expecting a comma between the values of a list",
          List.of(",", ")"),
          new Suggestion("write a comma", from, from, ", "));
      in.recover();
      in.take(')');
      return;
    }
    in.problem(
        "SQ108",
        open,
        open + 1,
        "the list is never closed",
        List.of(",", ")"),
        new Suggestion("close it with )", from, from, ")"));
  }

  private void item(String field, List<String> values, List<Query> others) {
    in.blanks();
    int from = in.at();
    if (in.is('"')) {
      String text = quoted();
      if (count()) {
        values.add(text);
      }
      return;
    }
    Word word = Word.value(in, ",");
    if (word.isEmpty()) {
      in.problem("SQ108", from, from, "expecting a value in the list", List.of("a value"));
      return;
    }
    Query query = bare(field, word);
    if (query instanceof Query.Term(_, String value, _)) {
      values.add(value);
    } else {
      others.add(query);
    }
  }
}
